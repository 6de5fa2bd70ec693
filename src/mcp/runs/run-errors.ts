/** The errors of runs, in a few words each. */

import * as z from "zod";
import type { Overview } from "../../analysis/index.ts";
import type { ErrorGroup } from "../../errors/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";
import { idOf, placeOf, titleOf } from "../error-text.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { Told } from "./told.ts";
import { endOf } from "./verdict.ts";

/** As an answer has it. */
export const briefError = z.object({ id: z.string(), error: z.string(), place: z.string().optional() });
type BriefError = z.output<typeof briefError>;

/** Those of a run in the order in which they were last seen, without warnings. Of one that builds again and again: since it last succeeded. */
export function errorsOf(overview: Overview, process: ProcessSnapshot, told: Told): ErrorGroup[] {
  const builtAt = endOf(process) === undefined ? told.builtAt : 0;
  return overview
    .errors()
    .groups.filter(
      ({ last, lastSeen, processes }) =>
        lastSeen >= process.startedAt &&
        lastSeen > builtAt &&
        last.severity !== "warning" &&
        processes.includes(process.name),
    )
    .reverse();
}

export function briefOf(group: ErrorGroup, directory: string): BriefError {
  const place = cut(placeOf(group, directory), mcpLimits.briefBytes);
  return { id: idOf(group), error: titleOf(group.last), ...(place === "" ? {} : { place }) };
}

/** `src/cart.ts:3:7 TypeError: x is undefined (error 3fa9c17e)` */
export function errorLine({ id, error, place }: BriefError): string {
  return `${place === undefined ? "" : `${place} `}${error} (error ${id})`;
}
