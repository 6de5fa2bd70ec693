/** A log record as rows of the log pane. */

import { flag, type LogRecord, level, stream } from "../../core/index.ts";
import type { Tail } from "../../src/logs/index.ts";
import { limits } from "../limits.ts";
import { type Model, shownLog } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fit, wrapLine } from "../text/cut.ts";
import { parseStyled } from "../text/sgr.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { clock, long } from "./format.ts";
import { themeOf } from "./theme.ts";

/** Name of the source that is Brummer itself. */
const OWN_NAME = "brum";

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
  rows(record: LogRecord, previous: LogRecord | undefined): Line[];
  /** Rows of a line that has not ended. */
  tail(tail: Tail): Line[];
  /** The row that says how many records were overwritten. */
  gap(dropped: number): Line;
}

export function recordLook(model: Model, width: number): RecordLook {
  const theme = themeOf(model.colors);
  const names = new Map<number, SourceLook>([[0, { name: OWN_NAME, style: theme.accent }]]);
  for (const [index, entry] of model.entries.entries()) {
    if (entry.process === null) continue;
    const style = theme.sources[index % theme.sources.length] ?? theme.plain;
    names.set(entry.process.source, { name: clean(entry.name, 0, model.unicode), style });
  }
  const showTime = width >= limits.timeColumns;
  const longest = model.entries.reduce((most, entry) => Math.max(most, widthOf(entry.name)), OWN_NAME.length);
  const nameWidth = shownLog(model).all ? Math.min(longest, limits.sourceColumns, Math.floor(width / 3)) : 0;
  const mark = model.unicode ? "…" : "~";
  const gutterWidth = 1 + (showTime ? 9 : 0) + nameWidth + 2;
  const blank = span(" ".repeat(gutterWidth));
  const textWidth = Math.max(1, width - gutterWidth);

  /** Time, name and sign; nothing where the line belongs to the one above. */
  const gutter = (record: LogRecord, previous: LogRecord | undefined): Line => {
    if ((record.flags & flag.continuation) !== 0 || sameGroup(record, previous)) return [blank];
    const source = names.get(record.source) ?? { name: `#${record.source}`, style: theme.dim };
    const time = showTime ? `${clock(record.time)} ` : "";
    const error = record.level >= level.error || (record.flags & flag.error) !== 0;
    const sign = error
      ? span(model.unicode ? "✖" : "x", theme.error)
      : span(record.level === level.warn ? "!" : " ", theme.warn);
    const name = span(nameWidth > 0 ? fit(source.name, nameWidth, mark) : "", source.style);
    return [span(` ${time}`, theme.dim), name, sign, span(" ")];
  };

  const known = Array.from(names, ([source, look]) => `${source} ${look.name}`).join();
  const rows = (record: LogRecord, previous: LogRecord | undefined): Line[] => {
    const text = record.styled ?? record.text;
    const line =
      record.styled === undefined
        ? [span(clean(text, 0, model.unicode), record.stream === stream.system ? theme.dim : theme.plain)]
        : parseStyled(text, model.unicode);
    return wrapLine(line, textWidth).map((row, index) => [
      ...(index === 0 ? gutter(record, previous) : [blank]),
      ...row,
    ]);
  };
  return {
    key: `${width},${nameWidth},${known}`,
    textWidth,
    rows,
    tail: ({ text, ...of }) =>
      rows(
        { ...of, text: "", styled: text, time: model.now, sequence: 0, level: level.info, flags: 0, group: 0 },
        undefined,
      ),
    gap: (dropped) => [span(` ${long(dropped)} ${dropped === 1 ? "line" : "lines"} dropped here`, theme.warn)],
  };
}

/** Lines of one error (a message and its stack) share a group. */
function sameGroup(record: LogRecord, previous: LogRecord | undefined): boolean {
  return (
    previous !== undefined && record.group !== 0 && record.group === previous.group && record.source === previous.source
  );
}
