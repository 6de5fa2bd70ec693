/** What a wide list of processes tells beside their state, port and memory: a column for each. Pure. */

import { limits } from "../limits.ts";
import { type Entry, type Model, usageOf } from "../model.ts";
import { clean } from "../text/clean.ts";
import { shorten } from "../text/cut.ts";
import { widthOf } from "../text/width.ts";
import { namesOfGroups } from "./listed.ts";

export interface ListColumn {
  readonly title: string;
  /** With the blank before it. */
  readonly width: number;
  /** Numbers stand at the right of their column. */
  readonly isNumber: boolean;
  readonly text: (model: Model, entry: Entry) => string;
}

/** Names of what it waits for when it starts. */
function dependenciesOf({ script, process }: Entry): readonly string[] {
  return script?.dependsOn ?? process?.launch.dependsOn?.map(({ name }) => name) ?? [];
}

const processor: ListColumn = {
  title: "cpu",
  width: 6,
  isNumber: true,
  text: (model, entry) => {
    const cpu = usageOf(model, entry)?.cpu ?? null;
    return cpu === null ? "" : `${Math.round(cpu)}%`;
  },
};

const restarts: ListColumn = {
  title: "restarts",
  width: 9,
  isNumber: true,
  text: (_, { process }) => (process === null || process.restarts === 0 ? "" : String(process.restarts)),
};

const groups = (entry: Entry) => namesOfGroups(entry).join(",");
const order = (entry: Entry) => dependenciesOf(entry).join(",");

/** Of names, as wide as the longest, within bounds; undefined: there are none. */
function ofNames(model: Model, title: string, most: number, names: (entry: Entry) => string): ListColumn | undefined {
  const text = (of: Model, entry: Entry) => clean(names(entry), 0, of.unicode);
  const longest = model.entries.reduce((width, entry) => Math.max(width, widthOf(text(model, entry))), 0);
  if (longest === 0) return undefined;
  const width = Math.min(most, Math.max(longest, title.length));
  const mark = model.unicode ? "…" : "~";
  return { title, width: width + 1, isNumber: false, text: (of, entry) => shorten(text(of, entry), width, mark) };
}

/**
 * Those that there is room for, `room` columns: the first ones stay longest. They come and go with the width of the terminal and
 * with what is configured, not with what processes do.
 */
export function listColumns(model: Model, room: number): readonly ListColumn[] {
  const { groups: ofGroups, dependencies } = limits.listColumns;
  const wanted = [
    processor,
    restarts,
    ofNames(model, "group", ofGroups, groups),
    ofNames(model, "starts after", dependencies, order),
  ];
  const fitting: ListColumn[] = [];
  let left = room;
  for (const column of wanted) {
    if (column === undefined) continue;
    if (column.width > left) break;
    fitting.push(column);
    left -= column.width;
  }
  return fitting;
}
