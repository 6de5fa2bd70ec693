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

/** `10:42:08`, local time. */
function clock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

function lines(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en-US")} lines`;
}

/** Formats records in order; remembers the widest name and the open pieces of long lines. */
export class LineFormat {
  readonly #colour: boolean;
  readonly #rule: string;
  readonly #open = new Map<string, string>();
  #nameWidth = OWN_NAME.length;

  /** `colour`: keep the processes' own colours and add ours. `unicode`: false where only ASCII can be shown. */
  constructor(options: { colour: boolean; unicode: boolean }) {
    this.#colour = options.colour;
    this.#rule = options.unicode ? "│" : "|";
  }

  /** A process of this name may print from now on. */
  expect(name: string): void {
    this.#nameWidth = Math.max(this.#nameWidth, Math.min(stringWidth(printable(name)), MAX_NAME_WIDTH));
  }

  /** The record's line with its newline; empty while its line goes on in a later record. */
  record(record: LogRecord, name: string): string {
    const text = this.#colour ? (record.styled ?? record.text) : record.text;
    const own = record.stream === stream.system;
    if (own) return this.#line(clock(record.time), OWN_NAME, 0, text);
    // The pieces of a line follow each other in their stream, with lines of others between them.
    const key = `${record.source}/${record.stream}`;
    const whole = (this.#open.get(key) ?? "") + text;
    if ((record.flags & flag.continued) !== 0 && whole.length < MAX_JOINED) {
      this.#open.set(key, whole);
      return "";
    }
    this.#open.delete(key);
    return this.#line(clock(record.time), name, record.source, whole);
  }

  /** Says how many records were overwritten before they could be printed. */
  dropped(count: number): string {
    return this.#line(
      clock(Date.now()),
      OWN_NAME,
      0,
      `${lines(count)} dropped here: the output is not read fast enough`,
    );
  }

  /** Says how many records are not printed because the program ends. */
  leftOut(count: number): string {
    return this.#line(clock(Date.now()), OWN_NAME, 0, `${lines(count)} more are not printed: brum was told to end`);
  }

  #line(time: string, name: string, source: number, text: string): string {
    const shown = printable(name);
    const padded = shown + " ".repeat(Math.max(0, this.#nameWidth - stringWidth(shown)));
    if (!this.#colour) return `${time} ${padded} ${this.#rule} ${text}\n`;
    const colour = source === 0 ? 33 : nameColours[source % nameColours.length];
    return `\x1b[2m${time}\x1b[0m \x1b[${colour}m${padded}\x1b[0m \x1b[2m${this.#rule}\x1b[0m ${text}\x1b[0m\n`;
  }
}
