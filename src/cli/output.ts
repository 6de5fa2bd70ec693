/** Log records as lines of text for a stream: the headless form. */

import stringWidth from "string-width";
import { type LogRecord, stream } from "../../core/index.ts";
import { printable } from "../logs/index.ts";
import { LineJoiner, type NamedLine } from "./line-joiner.ts";
import { plural } from "./text.ts";

/** Name under which Brummer's own lines stand. */
const OWN_NAME = "brum";
/** Names are padded to the longest one up to this; longer ones push their line to the right. */
const MAX_NAME_WIDTH = 20;
/** Colours of names (SGR foregrounds), chosen by source; red and yellow are left for errors and warnings. */
const nameColours = [36, 35, 32, 34, 96, 95, 92, 94] as const;

/** A form of lines: what is printed for what. Each answer ends with a newline, or is empty. */
export interface LineForm {
  /** A process of this name may print from now on. */
  expect(name: string): void;
  /** Empty while the record's line goes on in a later record. */
  record(record: LogRecord, name: string): string;
  /** Lines were left out between those shown. */
  apart(): string;
  /** So many records were overwritten before they could be printed. `time`: about when, where it was not just now. */
  dropped(count: number, time?: number): string;
  /** So many records are not printed because the program ends. */
  leftOut(count: number): string;
  /** Nothing comes any more: the rest of what was held back. */
  end(): string;
}

/** RFC 3339 in local time with its offset: `2026-07-28T14:03:05.123+02:00`. */
export function wholeTime(time: number): string {
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
    return this.#printed(this.#joiner.lines(record, name));
  }

  apart(): string {
    return this.#colour ? "\x1b[2m--\x1b[0m\n" : "--\n";
  }

  dropped(count: number, time: number = Date.now()): string {
    const what = `${plural(count, "line")} dropped here: overwritten before ${count === 1 ? "it was" : "they were"} read`;
    return this.#line(time, OWN_NAME, 0, what);
  }

  leftOut(count: number): string {
    return this.#line(
      Date.now(),
      OWN_NAME,
      0,
      `${plural(count, "line")} more ${count === 1 ? "is" : "are"} not printed: brum was told to end`,
    );
  }

  end(): string {
    return this.#printed(this.#joiner.end());
  }

  #printed(lines: readonly NamedLine[]): string {
    return lines
      .map(({ record, name }) => {
        const text = this.#colour ? (record.styled ?? record.text) : record.text;
        const own = record.stream === stream.system;
        return this.#line(record.time, own ? OWN_NAME : name, own ? 0 : record.source, text);
      })
      .join("");
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
