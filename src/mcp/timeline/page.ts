/** The timeline, page after page: lines and happenings in one order. */

import * as z from "zod";
import { type LogRecord, levelNames, stream } from "../../../core/index.ts";
import { isRepeat } from "../../logs/index.ts";
import { lineBytesIn, Room } from "../budget.ts";
import { clock, cut, timestamp } from "../format.ts";
import type { JournalEntry } from "../journal.ts";
import type { Position } from "../position.ts";
import { type Told, toldOf } from "./happenings.ts";

export const timelineItem = z.object({ time: z.string(), kind: z.string(), process: z.string(), text: z.string() });
type Item = z.output<typeof timelineItem>;

/** Something to show, with where it begins: what is not shown is asked for from there. */
interface Draft {
  readonly at: Position;
  readonly time: number;
  readonly kind: string;
  readonly process: string;
  readonly text: string;
  readonly count: number;
  readonly line?: LogRecord;
  readonly key?: string | undefined;
}

/** What a page is made of, in the order of the log. */
export interface PageParts {
  readonly lines: readonly LogRecord[];
  readonly entries: readonly JournalEntry[];
  /** Entries before this sequence tell of processes, too: lines say it no more. */
  readonly linesFrom: number;
  readonly before: Position;
  readonly after: Position;
  readonly directory: string;
  readonly nameOf: (source: number) => string;
  /** Before lines are cut: half a secret looks like none. */
  readonly mask: (text: string) => string;
}

/** Everything in one order: what happened before a line stands before it. */
export function merged(parts: PageParts): Draft[] {
  const { lines, entries, linesFrom, directory, nameOf, mask } = parts;
  const drafts: Draft[] = [];
  const add = (draft: Draft) => {
    const last = drafts.at(-1);
    if (last === undefined || !isSame(last, draft)) drafts.push(draft);
    else drafts[drafts.length - 1] = { ...last, count: last.count + draft.count };
  };
  let { number } = parts.before;
  let next = 0;
  const states = new Map<string, string>();
  const addEntries = (to: number) => {
    for (let entry = entries[next]; entry !== undefined && entry.sequence <= to; entry = entries[++next]) {
      const told = isChange(entry, states) ? toldOf(entry, directory) : undefined;
      const isSaid = told?.kind === "process" && entry.sequence > linesFrom;
      if (told !== undefined && !isSaid) add(ofEntry(entry, told, number));
      number = entry.number;
    }
  };
  for (const line of lines) {
    addEntries(line.sequence);
    const text = mask(line.text);
    add(ofLine({ ...line, text }, { sequence: line.sequence, number }, nameOf));
  }
  addEntries(Number.POSITIVE_INFINITY);
  return drafts;
}

/** As many of the first, or the last, as there is room for; `next`: where the first that is not shown begins. */
export function pageOf(
  drafts: readonly Draft[],
  wanted: "first" | "last",
  tokens: number,
): { readonly items: Item[]; readonly next: Position | undefined; readonly left: number } {
  const room = new Room(tokens);
  const items: Item[] = [];
  for (const draft of wanted === "first" ? drafts : drafts.toReversed()) {
    const item = itemOf(draft, tokens);
    if (!room.takes(item, itemText(item)) && items.length > 0) break;
    items.push(item);
  }
  const left = drafts.length - items.length;
  if (wanted === "last") return { items: items.reverse(), next: undefined, left };
  return { items, next: drafts[items.length]?.at, left };
}

/** `14:03:05.123 web error something broke` */
export function itemText({ time, process, kind, text }: Item): string {
  return `${clock(Date.parse(time))} ${process} ${kind} ${text}`;
}

function itemOf({ time, kind, process, text, count }: Draft, tokens: number): Item {
  const times = count === 1 ? "" : ` (×${count})`;
  return { time: timestamp(time), kind, process, text: `${cut(text, lineBytesIn(tokens))}${times}` };
}

function ofLine(line: LogRecord, at: Position, nameOf: (source: number) => string): Draft {
  const { time, source, text } = line;
  const kind = line.stream === stream.system ? "state" : levelNames[line.level];
  return { at, time, kind, process: nameOf(source), text, count: 1, line };
}

function ofEntry({ sequence, time }: JournalEntry, { kind, process, text, key, count }: Told, number: number): Draft {
  return { at: { sequence, number }, time, kind, process, text, count, key };
}

function isSame(a: Draft, b: Draft): boolean {
  if (a.line !== undefined) return b.line !== undefined && isRepeat(a.line, b.line);
  return a.key !== undefined && a.key === b.key;
}

/** Of a process's changes only those of its state are of interest. */
function isChange({ what }: JournalEntry, states: Map<string, string>): boolean {
  if (what.kind !== "process") return true;
  const { name, id, status } = what.process;
  const state = `${id} ${status}`;
  if (states.get(name) === state) return false;
  states.set(name, state);
  return true;
}
