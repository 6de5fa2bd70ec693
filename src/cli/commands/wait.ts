/** `brum wait` */

import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { chosenClient } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { jsonProcess } from "./process-text.ts";

/** Fails when one of the processes cannot come to it, or the time is over. */
export async function wait(given: Extract<Subcommand, { command: "wait" }>, io: CommandIo): Promise<number> {
  const client = await chosenClient(given, io);
  const { names, until, timeoutSeconds } = given;
  const answer = await client.ask(
    "process.wait",
    { names: [...names], until, ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }) },
    io.stopped,
  );
  const { processes, timedOut } = answer;
  const isReached = processes.every(({ reached }) => reached);
  if (given.json) {
    const shown = processes.map(({ process, reached }) => ({ ...jsonProcess(process), reached }));
    await io.out(`${JSON.stringify({ processes: shown, reached: isReached, timedOut }, null, 2)}\n`);
  } else {
    for (const { reached, why } of processes) {
      if (reached) await io.out(`${why}\n`);
      else if (why !== "") io.err(`brum: ${why}\n`);
    }
    if (timedOut) {
      const late = processes
        .filter(({ reached }) => !reached)
        .map(({ process: { name, status } }) => `${name} is ${status}`);
      io.err(`brum: not ${until} within ${timeoutSeconds} s: ${late.join(", ")}\n`);
    }
  }
  return isReached ? exitCode.ok : exitCode.failure;
}
