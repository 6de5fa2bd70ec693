/** A log record as rows of the log pane. */

import { flag, type LogRecord, level, stream } from "../../core/index.ts";
import type { Tail } from "../../src/logs/index.ts";
import { limits } from "../limits.ts";
import type { Repeat } from "../log/runs.ts";
import type { TextTest } from "../log/text-test.ts";
import { type Model, shownLog } from "../model.ts";
import { clean } from "../text/clean.ts";
import { cutLine, dropColumns, fitName, lineWidth, wrapLine } from "../text/cut.ts";
import { parseStyled } from "../text/sgr.ts";
import { type Line, type Span, type Style, span, styleFlag, textOf } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { clock, delta, long } from "./format.ts";
import { themeOf } from "./theme.ts";

/** Name of the source that is Brummer itself. */
const OWN_NAME = "brum";
/** Columns of a time, with a blank behind it. */
const TIME_COLUMNS = 9;

/** A line that has not ended stands for itself. */
const once: Repeat = { times: 1, exact: true, first: -1, last: -1, open: false };

interface SourceLook {
  readonly name: string;
  readonly style: Style;
}

/** How records become rows now: made once a frame. */
export interface RecordLook {
  /** Changes when the same records would become other rows. */
  readonly key: string;
  /** Columns of the text beside time, name and sign. */
  readonly textWidth: number;
  /** `repeat`: how many equal records it stands for, of which `record` is the newest. */
  rows(record: LogRecord, previous: LogRecord | undefined, repeat: Repeat): Line[];
  /** Rows of a line that has not ended. */
  tail(tail: Tail): Line[];
  /** The row that says how many records were overwritten. */
  gap(dropped: number): Line;
}

/** `found`: where in a text the search finds something. */
export function recordLook(model: Model, width: number, found: TextTest["ranges"] | null = null): RecordLook {
  const theme = themeOf(model.colors);
  const { wrap, shift, times: timeColumn, names: showsNames, marks, search, cameTo } = model.log;
  const names = namesOf(model);
  const showTime = timeColumn !== "off" && width >= limits.timeColumns;
  const shown = shownLog(model);
  const longest = model.entries.reduce((most, entry) => Math.max(most, widthOf(entry.name)), OWN_NAME.length);
  const isMixed = shown.all || !shown.one;
  const nameWidth = isMixed && showsNames ? Math.min(longest, limits.sourceColumns, Math.floor(width / 3)) : 0;
  const mark = model.unicode ? "…" : "~";
  // A blank behind the name: one of full length must not touch the sign.
  const nameColumns = nameWidth === 0 ? 0 : nameWidth + 1;
  const gutterWidth = 1 + (showTime ? TIME_COLUMNS : 0) + nameColumns + 2;
  const blank = span(" ".repeat(gutterWidth - 1));
  const textWidth = Math.max(1, width - gutterWidth);

  const timeOf = (record: LogRecord, previous: LogRecord | undefined): string => {
    if (!showTime) return "";
    const text = timeColumn === "clock" ? clock(record.time) : delta(record.time - (previous?.time ?? record.time));
    return `${text.padStart(TIME_COLUMNS - 1)} `;
  };

  /** The mark, or the sign of the hit that was jumped to. */
  const edgeOf = ({ first, last }: Repeat): Span => {
    const isIn = (sequence: number | null | undefined) => sequence != null && sequence >= first && sequence <= last;
    if (marks.some(isIn)) return span(model.unicode ? "◆" : "#", theme.accent);
    // What was jumped to is shown so until the log is followed again.
    const isIt = isIn(search?.at) || (model.anchor !== null && isIn(cameTo));
    return isIt ? span(model.unicode ? "▸" : ">", theme.accent) : span(" ");
  };

  /** Time, name and sign; nothing where the line belongs to the one above. */
  const gutter = (record: LogRecord, previous: LogRecord | undefined, repeat: Repeat): Line => {
    if ((record.flags & flag.continuation) !== 0 || sameGroup(record, previous)) return [edgeOf(repeat), blank];
    const source = names.get(record.source) ?? { name: `#${record.source}`, style: theme.dim };
    const error = record.level >= level.error || (record.flags & flag.error) !== 0;
    const sign = error
      ? span(model.unicode ? "✖" : "x", theme.error)
      : span(record.level === level.warn ? "!" : " ", theme.warn);
    const name = span(nameWidth > 0 ? `${fitName(source.name, nameWidth, mark)} ` : "", source.style);
    return [edgeOf(repeat), span(timeOf(record, previous), theme.dim), name, sign, span(" ")];
  };

  const textLine = (record: LogRecord): Line => {
    const text = record.styled ?? record.text;
    const line =
      record.styled === undefined
        ? [span(clean(text, 0, model.unicode), record.stream === stream.system ? theme.dim : theme.plain)]
        : parseStyled(text, model.unicode);
    return found === null ? line : withFound(line, found, theme.found);
  };

  const rows = (record: LogRecord, previous: LogRecord | undefined, repeat: Repeat): Line[] => {
    const { times, exact } = repeat;
    const count = times < 2 ? "" : ` ${model.unicode ? "×" : "x"}${long(times)}${exact ? "" : "+"}`;
    const line = textLine(record);
    const own = wrap ? wrapLine(line, textWidth) : [cutLine(dropColumns(line, shift), textWidth)];
    return own.map((row, index) => {
      const head = index === 0 ? gutter(record, previous, repeat) : [span(" "), blank];
      return [...head, ...(index === 0 ? withCount(row, count, textWidth, theme.dim) : row)];
    });
  };
  const known = Array.from(names, ([source, look]) => `${source} ${look.name}`).join();
  return {
    key: JSON.stringify([width, nameWidth, known, wrap, shift, timeColumn, marks, search, cameTo]),
    textWidth,
    rows,
    tail: ({ text, ...of }) =>
      rows(
        { ...of, text: "", styled: text, time: model.now, sequence: -1, level: level.info, flags: 0, group: 0 },
        undefined,
        once,
      ),
    gap: (dropped) => [span(` ${long(dropped)} ${dropped === 1 ? "line" : "lines"} dropped here`, theme.warn)],
  };
}

/** By number of their source: names and colours of all that may have printed. */
function namesOf(model: Model): Map<number, SourceLook> {
  const theme = themeOf(model.colors);
  const names = new Map<number, SourceLook>([[0, { name: OWN_NAME, style: theme.accent }]]);
  for (const [index, entry] of model.entries.entries()) {
    if (entry.process === null) continue;
    const style = theme.sources[index % theme.sources.length] ?? theme.plain;
    names.set(entry.process.source, { name: clean(entry.name, 0, model.unicode), style });
  }
  return names;
}

/** The count at the right edge of the row; of a full row it takes the end. */
function withCount(row: Line, count: string, width: number, style: Style): Line {
  if (count === "") return row;
  const room = Math.max(0, width - widthOf(count));
  const cut = cutLine(row, room);
  return [...cut, span(" ".repeat(room - lineWidth(cut))), span(count, style)];
}

/** The line with what was found in it in another look. */
function withFound(line: Line, found: TextTest["ranges"], look: Style): Line {
  const ranges = found(textOf(line));
  if (ranges.length === 0) return line;
  const result: Span[] = [];
  let offset = 0;
  let next = 0;
  for (const part of line) {
    let from = 0;
    while (from < part.text.length) {
      while ((ranges[next]?.[1] ?? Number.POSITIVE_INFINITY) <= offset + from) next += 1;
      const [start, end] = ranges[next] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      const isIn = start <= offset + from;
      const to = Math.min(part.text.length, (isIn ? end : start) - offset);
      const style = isIn ? { ...look, flags: look.flags | (part.style.flags & styleFlag.bold) } : part.style;
      result.push(span(part.text.slice(from, to), style));
      from = to;
    }
    offset += part.text.length;
  }
  return result;
}

/** Lines of one error (a message and its stack) share a group. */
function sameGroup(record: LogRecord, previous: LogRecord | undefined): boolean {
  return (
    previous !== undefined && record.group !== 0 && record.group === previous.group && record.source === previous.source
  );
}
