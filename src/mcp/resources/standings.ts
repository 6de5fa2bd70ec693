/** How processes stand, as the tools tell it. */

import type { ProcessSnapshot } from "../../process/index.ts";
import { type Standing, standingOf } from "../runs/standing.ts";
import { toldOf } from "../runs/told.ts";
import type { ToolContext } from "../tool.ts";

/** Of each of them, in their order. */
export async function standingsOf(
  known: readonly ProcessSnapshot[],
  { processes, overview }: Pick<ToolContext, "processes" | "overview">,
): Promise<Standing[]> {
  // Without it a little less is known.
  const used = new Map((await processes.usage().catch(() => [])).map((usage) => [usage.name, usage]));
  const { events } = overview.events();
  return known.map((process) => standingOf(process, toldOf(process, events), used.get(process.name), Date.now()));
}
