/** Resources that hold lines of the log, as text. */

import { type LogReader, level, type RecordFilter } from "../../../core/index.ts";
import { Room } from "../budget.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import type { ResourceEntry } from "./entry.ts";
import { type LinesWanted, newestLines } from "./lines-text.ts";

/** Lines of `logs://recent`, as in the predecessor. */
const RECENT = 100;
/** Lines of `logs://errors`, as in the predecessor. */
const ERRORS = 50;

export const logResources: readonly ResourceEntry[] = [
  {
    uri: "logs://recent",
    name: "recent-logs",
    title: "Recent lines",
    description: `The last ${RECENT} lines of all processes, oldest first.`,
    mimeType: "text/plain",
    priority: 0.5,
    read: (context, _value, { signal }) => linesText(context, { filter: {}, most: RECENT }, "logs_search {}", signal),
    watch: (signals, _value, changed) => signals.lines.listen(changed),
    lastModified: ({ reader }) => newestTime(reader),
  },
  {
    uri: "logs://errors",
    name: "error-logs",
    title: "Recent warnings and errors",
    description: `The last ${ERRORS} warnings and errors of all processes, oldest first; errors://groups joins equal ones.`,
    mimeType: "text/plain",
    priority: 0.8,
    read: (context, _value, { signal }) => {
      const filter: RecordFilter = { minLevel: level.warn };
      return linesText(context, { filter, most: ERRORS }, 'logs_search {level: "warn"}', signal);
    },
    watch: (signals, _value, changed) => signals.warnings.listen(changed),
    lastModified: ({ errors }) => newestTime(errors),
  },
];

/** Lines, and how to get at older ones. */
export async function linesText(
  context: ToolContext,
  wanted: Omit<LinesWanted, "room">,
  forOlder: string,
  signal: AbortSignal,
): Promise<string> {
  const { lines, first, isCut } = await newestLines(context, { ...wanted, room: new Room(mcpLimits.tokens) }, signal);
  if (lines.length === 0) return "No lines so far.";
  const older = isCut && first !== undefined ? [`Older lines: ${forOlder} with before ${first}.`] : [];
  return [...older, ...lines].join("\n");
}

function newestTime(reader: LogReader): number | undefined {
  return reader.at(reader.latest() - 1)?.time;
}
