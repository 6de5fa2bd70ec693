/** Log records as a page: colours as the processes printed them. */

import { type LogRecord, levelNames } from "../../core/index.ts";
import { htmlOf } from "./html-colours.ts";
import { LineJoiner, type NamedLine } from "./line-joiner.ts";
import { type LineForm, wholeTime } from "./output.ts";
import { plural } from "./text.ts";

const head = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Log</title>
<style>
:root { color-scheme: light dark; --fg: #1b1f24; --bg: #fff; --dim: #6a737d; --rule: #d8dee4; }
@media (prefers-color-scheme: dark) { :root { --fg: #d5dae0; --bg: #14171a; --dim: #8b949e; --rule: #30363d; } }
body { margin: 1rem; background: var(--bg); color: var(--fg); font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; }
table { border-collapse: collapse; }
td { vertical-align: top; padding: 0 .7em 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
td:first-child, td:nth-child(2) { color: var(--dim); white-space: nowrap; }
td:nth-child(3) { border-left: 1px solid var(--rule); padding-left: .7em; }
tr.error td:first-child, tr.fatal td:first-child { border-left: 3px solid #d1242f; padding-left: .4em; }
tr.warn td:first-child { border-left: 3px solid #bf8700; padding-left: .4em; }
tr.note td { color: var(--dim); font-style: italic; }
</style>
<table>
`;
const tail = "</table>\n</html>\n";

/** One page: what is printed first brings its head, {@link end} closes it. */
export class HtmlFormat implements LineForm {
  readonly #joiner = new LineJoiner();
  #hasBegun = false;

  expect(): void {}

  record(record: LogRecord, name: string): string {
    return this.#rows(this.#joiner.lines(record, name));
  }

  apart(): string {
    return this.#note("⋯");
  }

  dropped(count: number): string {
    return this.#note(`${plural(count, "line")} dropped here`);
  }

  leftOut(count: number): string {
    return this.#note(`${plural(count, "line")} more ${count === 1 ? "is" : "are"} not shown`);
  }

  end(): string {
    return this.#rows(this.#joiner.end()) + this.#row(tail);
  }

  #rows(lines: readonly NamedLine[]): string {
    return lines
      .map(({ record, name }) => {
        const time = wholeTime(record.time).replace("T", " ");
        const text = htmlOf(record.styled ?? record.text);
        const who = htmlOf(record.source === 0 ? "brum" : name);
        return this.#row(
          `<tr class="${levelNames[record.level]}"><td>${time}</td><td>${who}</td><td>${text}</td></tr>\n`,
        );
      })
      .join("");
  }

  #note(text: string): string {
    return this.#row(`<tr class="note"><td></td><td></td><td>${text}</td></tr>\n`);
  }

  #row(text: string): string {
    const begin = this.#hasBegun ? "" : head;
    this.#hasBegun = true;
    return begin + text;
  }
}
