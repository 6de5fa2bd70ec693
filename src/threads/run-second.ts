/** What happens where a Brummer runs for the directory already. */

import { type Arguments, guarded, instanceIn, meet, processIo } from "../cli/index.ts";
import { resolveWords } from "../detect/index.ts";
import type { Prepared } from "./prepare.ts";

/** Set in the environment of everything that a Brummer runs. */
const INSIDE = "BRUM_RUN";

/**
 * Resolves with an exit code, or undefined where this one is to run: there is no other, the user wants it beside the other, or
 * it is itself run by a Brummer (a script that calls `brum` must not be sent back to where it came from).
 */
export async function meetOther(prepared: Prepared, given: Arguments): Promise<number | undefined> {
  if (process.env[INSIDE]) return undefined;
  const { project } = prepared;
  const instance = await instanceIn(project.directory).catch(() => undefined);
  if (instance === undefined) return undefined;
  let isBeside = false;
  const io = processIo();
  const code = await guarded(io, async () => {
    const met = await meet(
      instance,
      {
        directory: project.directory,
        launches: prepared.launches,
        hasWords: given.words.length + given.command.length > 0,
        launchesOf: (name) => {
          const resolution = resolveWords(project, [name], []);
          return "error" in resolution ? resolution.error : resolution.launches;
        },
      },
      io,
    );
    isBeside = met === undefined;
    return met ?? 0;
  });
  io.close();
  return isBeside ? undefined : code;
}
