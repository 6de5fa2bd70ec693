/** What the tools share about processes: naming them in errors, describing them in answers. */

import * as z from "zod";
import { didYouMean, nearestNames } from "../../detect/index.ts";
import { isAlive, type ProcessIdentity, type ProcessSnapshot } from "../../process/index.ts";
import { duration } from "../format.ts";
import { ToolError } from "../tool.ts";

/** Input of a tool that works on one process: see {@link chosenProcess}. */
export const oneProcess = { name: z.string().optional(), processId: z.string().optional() };

/** Names shown in an error when none is near. */
const NAMES_SHOWN = 20;

/** An error for a word that names nothing: the nearest names, else the known ones. `what` is `script`, `process` … */
export function unknownName(what: string, word: string, names: readonly string[]): ToolError {
  if (names.length === 0) return new ToolError(`There is no ${what} "${word}", and no other ${what} either.`);
  if (nearestNames(word, names).length > 0) {
    return new ToolError(`There is no ${what} "${word}". ${didYouMean(word, names)}`);
  }
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  const rest = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : "";
  return new ToolError(`There is no ${what} "${word}". Known: ${shown}${rest}.`);
}

/**
 * The process of an id or a name, of which the caller gave exactly one. Throws {@link ToolError} when it gave none or
 * both, or names nothing.
 */
export function chosenProcess<P extends ProcessIdentity>(
  processes: readonly P[],
  choice: { readonly processId?: string | undefined; readonly name?: string | undefined },
): P {
  const { processId, name } = choice;
  if ((processId === undefined) === (name === undefined)) {
    const given = processId === undefined ? "neither is given" : "both are given";
    throw new ToolError(`Give exactly one of processId and name: ${given}. scripts_status lists both.`);
  }
  const found = processes.find((process) => (name === undefined ? process.id === processId : process.name === name));
  if (found !== undefined) return found;
  if (name !== undefined) {
    throw unknownName(
      "process",
      name,
      processes.map((process) => process.name),
    );
  }
  throw unknownName(
    "process with the id",
    processId ?? "",
    processes.map((process) => process.id),
  );
}

/** How long it runs, or ran: `3m 12s`. */
function uptime(process: ProcessSnapshot, now: number): string {
  return duration((process.endedAt ?? now) - process.startedAt);
}

/** `running for 3m 12s (pid 4711)`, `failed with exit code 1 after 12s`, `stopped by SIGTERM after 2h 5m`. */
export function describeState(process: ProcessSnapshot, now: number): string {
  const time = uptime(process, now);
  if (isAlive(process.status)) {
    return `${process.status} for ${time}${process.pid === null ? "" : ` (pid ${process.pid})`}`;
  }
  if (process.error !== null) return `${process.status}: ${process.error}`;
  const how = process.signal === null ? `with exit code ${process.exitCode}` : `by ${process.signal}`;
  return `${process.status} ${how} after ${time}`;
}
