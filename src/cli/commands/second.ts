/** A second `brum` in a directory where one runs: it says so, and offers what can be done. */

import {
  ControlClient,
  type InstanceRecord,
  isSameDirectory,
  type ProcessInfo,
  runningInstances,
} from "../../control/index.ts";
import type { Launch } from "../../process/index.ts";
import { exitCode } from "../arguments.ts";
import type { CommandIo } from "./io.ts";
import { logs } from "./logs.ts";
import { processTable } from "./process-text.ts";
import { runThere } from "./run.ts";

/** What the second one was to do. */
export interface Second {
  readonly directory: string;
  readonly launches: readonly Launch[];
  /** Whether launches were asked for by words. */
  readonly hasWords: boolean;
  /** The launches of a name that is typed, or the sentence that says why there are none. */
  readonly launchesOf: (name: string) => readonly Launch[] | string;
}

/** The instance that runs for exactly this directory, if one does. */
export async function instanceIn(directory: string): Promise<InstanceRecord | undefined> {
  return (await runningInstances()).find((one) => isSameDirectory(one.directory, directory));
}

/** Resolves with an exit code, or undefined where this one is to run beside the other. */
export async function meet(instance: InstanceRecord, what: Second, io: CommandIo): Promise<number | undefined> {
  const client = new ControlClient(instance);
  const { processes, trouble } = await client.ask("process.list", { usage: false }).then(
    (answer) => ({ processes: answer.processes, trouble: "" }),
    (error: unknown) => ({
      processes: [] as ProcessInfo[],
      trouble: `${error instanceof Error ? error.message : String(error)}\n`,
    }),
  );
  const {
    version,
    process_info: { pid },
    directory,
  } = instance;
  const lines = processes.length === 0 ? ["It has started nothing yet."] : processTable(processes, Date.now(), io);
  io.err(`A Brummer runs in ${directory} already (${version}, pid ${pid}).\n${trouble || `${lines.join("\n")}\n`}`);
  const names = what.launches.map(({ name }) => name).join(", ");
  for (;;) {
    const script = what.hasWords ? `start ${names} there` : "start a script there";
    const question = `[s] ${script}   [l] show its lines   [b] run beside it (--new)   [q] quit: `;
    const answer = (await io.ask(question))?.trim().toLowerCase();
    const given = { directory, json: false, instance: instance.id };
    switch (answer) {
      case undefined:
        if (!io.stopped.aborted) io.err(`Nothing was started. ${advice(what)}\n`);
        return exitCode.noInstance;
      case "s": {
        const launches = what.hasWords ? what.launches : await askScript(what, io);
        if (launches === undefined) continue;
        return runThere(
          { instance, directory: what.directory, launches, detach: false, json: false, hasArguments: false },
          io,
        );
      }
      case "l":
        return logs(
          {
            ...given,
            command: "logs",
            names: [],
            follow: true,
            since: undefined,
            grep: undefined,
            ignoreCase: false,
            lines: undefined,
            showCursor: false,
            timestamps: false,
            run: undefined,
            level: undefined,
            kinds: [],
            until: undefined,
            error: undefined,
            fuzzy: undefined,
            hide: [],
            context: 0,
            collapse: false,
            html: false,
          },
          io,
        );
      case "b":
        return undefined;
      case "q":
        return exitCode.ok;
    }
  }
}

/** What can be done where nobody can be asked. */
function advice({ hasWords, launches }: Second): string {
  const start = hasWords ? launches.map(({ name }) => name).join(" ") : "NAME";
  return `Start a script there: brum run ${start}. See its lines: brum logs -f. Run beside it: --new.`;
}

async function askScript({ launchesOf }: Second, io: CommandIo): Promise<readonly Launch[] | undefined> {
  const name = (await io.ask("Which script? "))?.trim();
  if (name === undefined || name === "") return undefined;
  const launches = launchesOf(name);
  if (typeof launches !== "string") return launches;
  io.err(`${launches}\n`);
  return undefined;
}
