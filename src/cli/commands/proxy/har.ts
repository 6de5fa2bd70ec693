/** `brum proxy har` */

import { closeSync, openSync, writeSync } from "node:fs";
import { HAR_END, harStart, harText } from "../../../proxy/index.ts";
import { version } from "../../../version.ts";
import { exitCode } from "../../arguments.ts";
import type { Subcommand } from "../../subcommands.ts";
import { plural } from "../../text.ts";
import type { CommandIo } from "../io.ts";
import { UsageError } from "../usage.ts";
import { eachExchange, filterOf } from "./source.ts";

type Given = Extract<Subcommand, { command: "proxy"; action: "har" }>;

/** Milliseconds between two words on how far it is. */
const TELL_EVERY_MS = 1_000;

export async function har(given: Given, io: CommandIo): Promise<number> {
  const { file } = given;
  const filter = filterOf(given.filter);
  let target: number | undefined;
  /** What is wrong with the file; the other side of the stream would be blamed for it. */
  let failure: UsageError | undefined;
  const write = async (text: string) => {
    if (file === undefined) return io.out(text);
    try {
      // Only now: where there is nothing to write there is no file.
      target ??= newFile(file);
      writeSync(target, text);
    } catch (error) {
      failure = notWritten(file, error);
      throw failure;
    }
  };
  let before = harStart(version);
  let count = 0;
  let told = performance.now();
  try {
    await eachExchange(
      given,
      filter,
      async (exchange, total) => {
        await write(`${before}\n${harText(exchange)}`);
        before = ",";
        count++;
        if (performance.now() - told < TELL_EVERY_MS) return;
        told = performance.now();
        io.err(`${count} of ${plural(total, "exchange")} …\n`);
      },
      io,
    ).catch((error: unknown) => {
      throw failure ?? error;
    });
    await write(count === 0 ? `${before}${HAR_END}` : HAR_END);
  } finally {
    if (target !== undefined) closeSync(target);
  }
  if (file !== undefined) io.err(`Wrote ${plural(count, "exchange")} to ${file}.\n`);
  return exitCode.ok;
}

/** Never over a file that is there; for this user only, as there are secrets in it. */
function newFile(path: string): number {
  return openSync(path, "wx", 0o600);
}

function notWritten(path: string, error: unknown): UsageError {
  const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
  const why = isThere ? "it is there already" : error instanceof Error ? error.message : String(error);
  return new UsageError(`${path} cannot be written: ${why}.`);
}
