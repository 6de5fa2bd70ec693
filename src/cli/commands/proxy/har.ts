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
  const write = async (text: string) => {
    if (file === undefined) return io.out(text);
    // Only now: where there is nothing to write there is no file.
    target ??= newFile(file);
    writeSync(target, text);
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
    );
    await write(count === 0 ? `${before}${HAR_END}` : HAR_END);
  } finally {
    if (target !== undefined) closeSync(target);
  }
  if (file !== undefined) io.err(`Wrote ${plural(count, "exchange")} to ${file}.\n`);
  return exitCode.ok;
}

/** Never over a file that is there; for this user only, as there are secrets in it. */
function newFile(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new UsageError(`${path} cannot be written: ${isThere ? "it is there already" : String(error)}.`);
  }
}
