/** Headless: lines on stdout, until a signal comes, or nothing is left that could happen. */

import { minBy } from "es-toolkit";
import { HeadlessPrinter, speaksUtf8, stdoutSink } from "../cli/index.ts";
import { isAlive } from "../process/index.ts";
import { onCrash } from "./crash.ts";
import { Program, type ProgramOptions } from "./program.ts";
import { onEndSignals } from "./signals.ts";

/** Milliseconds that printing what is left may take once the program was told to end. */
const PRINT_LIMIT_MS = 1000;
/** Milliseconds until the processes are asked for again when the ingest thread was too busy to answer. */
const LOOK_AGAIN_MS = 500;

/** Resolves with the exit code after an orderly end. */
export async function runHeadless(options: ProgramOptions): Promise<number> {
  const program = new Program(options);
  onCrash(program, () => {});
  const end = Promise.withResolvers<number>();
  let told = false;
  onEndSignals(
    () => {
      told = true;
      end.resolve(0);
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
    colour: process.stdout.isTTY === true && !process.env["NO_COLOR"],
    // A file or a pipe takes any bytes; only a terminal may be unable to show them.
    unicode: process.stdout.isTTY !== true || speaksUtf8(process.env, process.platform),
    names: options.launches.map((launch) => launch.name),
  });
  void program.fatal.then((why) => {
    process.stderr.write(`brum: ${why}\n`);
    end.resolve(1);
  });
  void program.start().then(() => {
    // Without MCP nobody can start anything any more: when all has ended, so does the program.
    if (options.mcpPort === undefined) void allEnded(program).then((code) => end.resolve(code));
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

/** Resolves when no process lives, with the exit code of the first one that failed (1 where a signal ended it), else 0. */
function allEnded(program: Program): Promise<number> {
  return new Promise((resolve) => {
    let firstFailure = 0;
    const look = async () => {
      const processes = await program.processes.list().catch(() => undefined);
      if (processes === undefined) {
        setTimeout(look, LOOK_AGAIN_MS);
        return;
      }
      const failed = processes.filter((one) => one.status === "failed");
      const first = minBy(failed, (one) => one.endedAt ?? 0);
      if (firstFailure === 0 && first !== undefined) firstFailure = first.exitCode || 1;
      if (!processes.some((one) => isAlive(one.status))) resolve(firstFailure);
    };
    program.bus.subscribe("process.changed", () => look());
    void look();
  });
}
