/** Log records as lines of text for a stream: the headless form. */

import stringWidth from "string-width";
import { flag, type LogRecord, stream } from "../../core/index.ts";

import { printable } from "../logs/index.ts";

/** Name under which Brummer's own lines stand. */
const OWN_NAME = "brum";
/** Names are padded to the longest one up to this; longer ones push their line to the right. */
const MAX_NAME_WIDTH = 20;
/** Colours of names (SGR foregrounds), chosen by source; red and yellow are left for errors and warnings. */
const nameColours = [36, 35, 32, 34, 96, 95, 92, 94] as const;
/** Characters of a line that are put together from its continuation records; what is longer goes on in a new line. */
const MAX_JOINED = 1_000_000;

/** A form of lines: what is printed for what. Each answer ends with a newline, or is empty. */
export interface LineForm {
  /** A process of this name may print from now on. */
  expect(name: string): void;
  /** Empty while the record's line goes on in a later record. */
  record(record: LogRecord, name: string): string;
  /** Lines were left out between those shown. */
  apart(): string;
  /** So many records were overwritten before they could be printed. */
  dropped(count: number): string;
  /** So many records are not printed because the program ends. */
  leftOut(count: number): string;
  /** Nothing comes any more. */
  end(): string;
}

/** Puts the pieces of long lines together: the pieces of one follow each other in their stream, with lines of others between. */
export class LineJoiner {
  readonly #open = new Map<string, { text: string; styled: string; isStyled: boolean }>();

  /** The record with the text of its whole line; undefined while that goes on. */
  whole(record: LogRecord): LogRecord | undefined {
    if (record.stream === stream.system) return record;
    const key = `${record.source}/${record.stream}`;
    const before = this.#open.get(key);
    const isOpen = (record.flags & flag.continued) !== 0;
    if (before === undefined && !isOpen) return record;
    const text = (before?.text ?? "") + record.text;
    const styled = (before?.styled ?? "") + (record.styled ?? record.text);
    const isStyled = before?.isStyled === true || record.styled !== undefined;
    if (isOpen && styled.length < MAX_JOINED) {
      this.#open.set(key, { text, styled, isStyled });
      return undefined;
    }
    this.#open.delete(key);
    return { ...record, text, styled: isStyled ? styled : undefined };
  }
}

/** RFC 3339 in local time with its offset: `2026-07-28T14:03:05.123+02:00`. */
function wholeTime(time: number): string {
  const offset = -new Date(time).getTimezoneOffset();
  const local = new Date(time + offset * 60_000).toISOString().slice(0, -1);
  const ahead = Math.abs(offset);
  const digits = (value: number) => String(value).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${digits(Math.floor(ahead / 60))}:${digits(ahead % 60)}`;
}

/** `10:42:08`, local time. */
function clock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

function lineCount(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en-US")} lines`;
}

/** For people: time, name, line. Remembers the widest name. */
export class LineFormat implements LineForm {
  readonly #colour: boolean;
  readonly #rule: string;
  readonly #time: (time: number) => string;
  readonly #joiner = new LineJoiner();
  #nameWidth = OWN_NAME.length;

  /**
   * `colour`: keep the processes' own colours and add ours. `unicode`: false where only ASCII can be shown. `timestamps`: whole
   * times in place of the clock's.
   */
  constructor(options: { colour: boolean; unicode: boolean; timestamps?: boolean }) {
    this.#colour = options.colour;
    this.#rule = options.unicode ? "│" : "|";
    this.#time = options.timestamps === true ? wholeTime : clock;
  }

  expect(name: string): void {
    this.#nameWidth = Math.max(this.#nameWidth, Math.min(stringWidth(printable(name)), MAX_NAME_WIDTH));
  }

  record(record: LogRecord, name: string): string {
    const whole = this.#joiner.whole(record);
    if (whole === undefined) return "";
    const text = this.#colour ? (whole.styled ?? whole.text) : whole.text;
    const own = whole.stream === stream.system;
    return this.#line(whole.time, own ? OWN_NAME : name, own ? 0 : whole.source, text);
  }

  apart(): string {
    return this.#colour ? "\x1b[2m--\x1b[0m\n" : "--\n";
  }

  dropped(count: number): string {
    return this.#line(Date.now(), OWN_NAME, 0, `${lineCount(count)} dropped here: the output is not read fast enough`);
  }

  leftOut(count: number): string {
    return this.#line(Date.now(), OWN_NAME, 0, `${lineCount(count)} more are not printed: brum was told to end`);
  }

  end(): string {
    return "";
  }

  #line(at: number, name: string, source: number, text: string): string {
    const time = this.#time(at);
    const shown = printable(name);
    const padded = shown + " ".repeat(Math.max(0, this.#nameWidth - stringWidth(shown)));
    if (!this.#colour) return `${time} ${padded} ${this.#rule} ${text}\n`;
    const colour = source === 0 ? 33 : nameColours[source % nameColours.length];
    return `\x1b[2m${time}\x1b[0m \x1b[${colour}m${padded}\x1b[0m \x1b[2m${this.#rule}\x1b[0m ${text}\x1b[0m\n`;
  }
}
