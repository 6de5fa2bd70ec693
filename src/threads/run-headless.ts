/** Headless: lines on stdout, until a signal comes, or nothing is left that could happen. */

import { minBy } from "es-toolkit";
import {
  type Arguments,
  failureStatus,
  GithubFormat,
  HeadlessPrinter,
  JsonFormat,
  type LineForm,
  LineFormat,
  nameFilter,
  speaksUtf8,
  stdoutSink,
} from "../cli/index.ts";
import { isAlive } from "../process/index.ts";
import { onCrash } from "./crash.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { onEndSignals } from "./signals.ts";

/** Milliseconds that printing what is left may take once the program was told to end. */
const PRINT_LIMIT_MS = 1000;
/** Milliseconds until the processes are asked for again when the ingest thread was too busy to answer. */
const LOOK_AGAIN_MS = 500;

/** How it prints and when it ends. */
export type HeadlessOptions = Pick<Arguments, "until" | "output" | "timestamps" | "only" | "exclude">;

/**
 * Ends with an exit code after an orderly end. Without `until` it ends by itself only where nobody could start anything any
 * more (no MCP), and a signal is the way to end it: code 0. With it a signal is an interruption: 130, 143.
 */
export async function runHeadless(options: ProgramOptions, given: HeadlessOptions): Promise<number> {
  const program = new Program(options);
  onCrash(program, () => {});
  const end = Promise.withResolvers<number>();
  let told = false;
  onEndSignals(
    (code) => {
      told = true;
      end.resolve(given.until === undefined ? 0 : code);
    },
    () => {
      program.killAll();
      process.exit(130);
    },
  );
  const printer = new HeadlessPrinter({
    reader: program.reader,
    bus: program.bus,
    processes: program.processes,
    sink: stdoutSink(() => {
      told = true;
      end.resolve(0);
    }),
    format: formatOf(given),
    accepts: nameFilter(given.only, given.exclude),
    names: options.launches.map((launch) => launch.name),
  });
  void program.fatal.then((why) => {
    process.stderr.write(`brum: ${why}\n`);
    end.resolve(1);
  });
  void program.start().then(() => {
    // Without MCP nobody can start anything any more: when all has ended, so does the program.
    const until = given.until ?? (options.mcpPort === undefined ? "done" : undefined);
    if (until !== undefined) void allEnded(program, until === "failed").then((code) => end.resolve(code));
  });
  const code = await end.promise;
  if (told && program.livingCount > 0) {
    const what = program.livingCount === 1 ? "1 process" : `${program.livingCount} processes`;
    program.log.write(`stopping ${what}; Ctrl-C again ends by force`);
  }
  await program.close();
  // Ended by itself, all is printed however slowly it is read; told to end, it does so.
  await printer.finish(told ? PRINT_LIMIT_MS : Number.POSITIVE_INFINITY);
  process.exit(code);
}

function formatOf({ output, timestamps }: HeadlessOptions): LineForm {
  if (output === "json") return new JsonFormat();
  if (output === "github") return new GithubFormat({ timestamps });
  const isTerminal = process.stdout.isTTY === true;
  return new LineFormat({
    colour: isTerminal && !process.env["NO_COLOR"],
    // A file or a pipe takes any bytes; only a terminal may be unable to show them.
    unicode: !isTerminal || speaksUtf8(process.env, process.platform),
    timestamps,
  });
}

/**
 * Resolves when no process lives, or with `atFailure` when one has failed: with the exit code of the first one that failed
 * ({@link failureStatus}), else 0.
 */
function allEnded(program: Program, atFailure: boolean): Promise<number> {
  return new Promise((resolve) => {
    let firstFailure = 0;
    const look = async () => {
      const processes = await program.processes.list().catch(() => undefined);
      if (processes === undefined) {
        setTimeout(look, LOOK_AGAIN_MS);
        return;
      }
      const failed = processes.filter((one) => one.status === "failed");
      // What was never started failed because of another one, if that is there.
      const first = minBy(failed, (one) => one.endedAt ?? Number.MAX_VALUE);
      if (firstFailure === 0 && first !== undefined) firstFailure = failureStatus(first);
      const isOver = atFailure && firstFailure !== 0;
      if (isOver || !processes.some((one) => isAlive(one.status))) resolve(firstFailure);
    };
    program.bus.subscribe("process.changed", () => look());
    void look();
  });
}
