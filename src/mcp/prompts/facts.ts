/** What several prompts say of processes and errors. */

import type { ErrorGroup } from "../../errors/index.ts";
import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { directoryOf } from "../directory.ts";
import { idOf, placeOf, titleOf } from "../error-text.ts";
import { standingsOf } from "../resources/standings.ts";
import { standingText } from "../runs/standing.ts";
import type { ToolContext } from "../tool.ts";
import { unknownName } from "../tools/processes.ts";

/** `web: failed, 3s, exit code 1, Port 3000 is taken. (vite dev)` */
export async function processTexts(known: readonly ProcessSnapshot[], context: ToolContext): Promise<string[]> {
  return (await standingsOf(known, context)).map(({ processId: _, ...standing }) => standingText(standing));
}

/** `TypeError: x is undefined at src/cart.ts:3:7, 12 times in web, api (error 3fa9c17e)` */
export function errorLine(group: ErrorGroup, context: ToolContext): string {
  const place = placeOf(group, directoryOf(context));
  const at = place === "" ? "" : ` at ${place}`;
  const times = group.count === 1 ? "once" : `${group.count} times`;
  return `${titleOf(group.last)}${at}, ${times} in ${group.processes.join(", ")} (error ${idOf(group)})`;
}

/** Names of processes, those that have failed first, then those that run. */
export async function failedFirst({ processes }: ToolContext): Promise<string[]> {
  const rank = ({ status }: ProcessSnapshot) => (status === "failed" ? 0 : isAlive(status) ? 1 : 2);
  return (await processes.list()).toSorted((a, b) => rank(a) - rank(b)).map(({ name }) => name);
}

/** The process of this name. Throws a `ToolError` with the nearest names. */
export function named(known: readonly ProcessSnapshot[], name: string): ProcessSnapshot {
  const found = known.find((process) => process.name === name);
  if (found !== undefined) return found;
  const names = known.map((process) => process.name);
  throw unknownName("process", name, names);
}
