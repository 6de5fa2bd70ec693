/** The newest lines of the log as text, within a budget: what resources and prompts show of it. */

import { levelNames, type RecordFilter, stream } from "../../../core/index.ts";
import type { ProcessIdentity } from "../../process/index.ts";
import type { Room } from "../budget.ts";
import { clock, cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { LogQuery } from "../search.ts";
import { searchKept } from "../search-kept.ts";
import type { ToolContext } from "../tool.ts";

/** Source 0 of the log: Brummer itself. */
const OWN_SOURCE = 0;

/** Which lines, and how many. */
export interface LinesWanted {
  readonly filter: RecordFilter;
  /** Lines with this text, whatever its case. */
  readonly holding?: string;
  /** In place of `holding`. */
  readonly pattern?: LogQuery["pattern"];
  /** Sequence of the oldest line that may be shown; 0 when left out. */
  readonly from?: number;
  readonly most: number;
  /** Bytes are taken from it; the newest lines come first. */
  readonly room: Room;
  /** Only what processes have printed, and not what Brummer says of them. */
  readonly isPrinted?: boolean;
  /** All are of one process, whose name goes without saying. */
  readonly isOneProcess?: boolean;
}

/** The newest lines, oldest first, without blank ones, and whether there are older ones. */
export interface LinesFound {
  readonly lines: readonly string[];
  /** Of the oldest one shown; undefined: there is none. */
  readonly first: number | undefined;
  readonly isCut: boolean;
}

export async function newestLines(
  { reader, errors, known, mask }: Pick<ToolContext, "reader" | "errors" | "known" | "mask">,
  wanted: LinesWanted,
  signal: AbortSignal,
): Promise<LinesFound> {
  const found = await searchKept(
    { reader, errors },
    {
      filter: wanted.filter,
      from: wanted.from ?? 0,
      to: reader.latest(),
      text: wanted.holding ?? "",
      ignoreCase: true,
      pattern: wanted.pattern,
      limit: wanted.most,
    },
    signal,
  );
  const sources = new Set(found.records.map(({ source }) => source).filter((source) => source !== OWN_SOURCE));
  const areNamed = (those: readonly ProcessIdentity[]) =>
    [...sources].every((source) => those.some((one) => one.source === source));
  const nameOf = wanted.isOneProcess === true ? undefined : namesOf(await known.list(areNamed));
  const lines: string[] = [];
  let first: number | undefined;
  for (const { sequence, time, source, level, stream: from, text } of found.records) {
    if (text.trim() === "" || (wanted.isPrinted === true && from === stream.system)) continue;
    const name = nameOf === undefined ? "" : `${nameOf(source)} `;
    const line = `${clock(time)} ${name}${levelNames[level]} ${cut(mask(text), mcpLimits.lineBytes)}`;
    if (!wanted.room.takes("", line)) break;
    lines.push(line);
    first = sequence;
  }
  const isCut = wanted.room.isFull || found.more || found.stoppedAt !== undefined;
  return { lines: lines.reverse(), first, isCut };
}

function namesOf(known: readonly ProcessIdentity[]): (source: number) => string {
  const bySource = new Map([[OWN_SOURCE, "brum"], ...known.map(({ source, name }) => [source, name] as const)]);
  return (source) => bySource.get(source) ?? `source ${source}`;
}
