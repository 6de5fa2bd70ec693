/** What Brummer says about a process in the log. */

import { didYouMean } from "../detect/index.ts";
import { durationText } from "./duration-text.ts";
import type { ProcessSnapshot } from "./types.ts";

/** Numbers of processes that one line names. */
const MAX_PIDS = 8;

/** `web started (pid 4711): npm run web`. */
export function startText(snapshot: ProcessSnapshot): string {
  const { launch } = snapshot;
  const what = launch.kind === "script" ? launch.argv.join(" ") : launch.command;
  const again = snapshot.restarts > 0 ? "started again" : "started";
  return `${snapshot.name} ${again} (pid ${snapshot.pid}): ${what}`;
}

/** `web failed with exit code 1 after 3.2 s`. */
export function endText(snapshot: ProcessSnapshot): string {
  const { name, status, exitCode, signal, error } = snapshot;
  if (error !== null) return `${name} could not be started: ${error}`;
  const after = `after ${durationText((snapshot.endedAt ?? snapshot.startedAt) - snapshot.startedAt)}`;
  const how = signal !== null ? `signal ${signal}` : `exit code ${exitCode}`;
  if (status === "stopped") return `${name} stopped (${how}) ${after}`;
  if (status === "failed") return `${name} failed with ${how} ${after}`;
  return `${name} ended (${how}) ${after}`;
}

/** Says which processes live on after the end of their run. */
export function leftoverText({ name, leftover }: ProcessSnapshot): string {
  const pids = leftover.length > MAX_PIDS ? `${leftover.slice(0, MAX_PIDS).join(", ")} …` : leftover.join(", ");
  const isOne = leftover.length === 1;
  const [what, go, they, end] = isOne ? ["a process", "goes", "it", "ends"] : ["processes", "go", "they", "end"];
  return `${name} left ${what} behind that ${go} on (pid ${pids}); ${they} ${end} with its next start or stop, or with brum`;
}

/** An error for a name or id that is none of the `names`. `isOver`: it is the id of an earlier run. */
export function unknownProcess(idOrName: string, names: readonly string[], isOver = false): Error {
  const sentences = [`No process "${idOrName}".`];
  if (isOver) sentences.push("That run is over, and the name has run again since.");
  const known = names.length === 0 ? "Nothing was started yet." : `Known: ${names.join(", ")}.`;
  sentences.push(didYouMean(idOrName, names) || known);
  return new Error(sentences.join(" "));
}
