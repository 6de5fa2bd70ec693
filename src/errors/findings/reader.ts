/** Reads the output of one process line by line and tells what compilers and linters have found in files. */

import type { Finding, Severity } from "../types.ts";
import { GoTests } from "./go-tests.ts";
import { type Heading, headingOf, isPlaceRow, rowOf } from "./headings.ts";
import { type Said, said, severityOf } from "./kind.ts";
import { isNoFile, loggerName, plainPath } from "./path.ts";
import { mayNamePlace, shapes } from "./shapes.ts";

/** Characters of a line that are looked at: a place and what is wrong there stand near its start, and no line may take long. */
const MAX_TEXT = 1000;
/** Lines for which a message waits for its place, or a place for its message: a few rows of code stand between them. */
const MAX_BETWEEN = 12;
/** What was told before is counted: "Found 1 error in src/a.ts:3". */
const counted = /^\W*[Ff]ound \d+ (?:\w+ )?(?:errors?|problems?|warnings?|issues?)\b/;

/** A message whose place has not come yet. */
interface Header extends Said {
  readonly indent: number;
  /** Lines since then. */
  readonly age: number;
}

/** A finding whose message has not come yet. */
interface Held {
  readonly finding: Finding;
  readonly indent: number;
  /** The best text so far. */
  readonly text: string;
  /** The paragraph above it: its message where code stands below. */
  readonly above: string;
  /** Whether code has come. */
  readonly hasCode: boolean;
  readonly age: number;
}

/** A line that says what is wrong and not where: `error[E0308]: text`, `✘ [ERROR] text`, `× text`, `F401 [*] text`. */
const header =
  /^(?<indent>[\s│┃|╷]*)(?:>> Issue:\s+|\[!\]\s+|❌\s+|(?=[✖✘×⨯⚠x!]\uFE0F?\s)|(?=▲ \[)|(?=(?:\[?(?:fatal )?(?:error|warning|warn|note|help|info)\b\]?)[\s:[(])|(?=[A-Z]{1,5}\d{2,5} ))(?<text>\S.*)$/iu;
/** A message of a thrown error, under a place: `SyntaxError: text`, `Error: text`. */
const thrown = /^(?:[\w.]*(?:Error|Exception|Warning|Interrupt)|Error|Warning \d+)(?: \[.*?\])?: \S/u;
/** Rows of a frame of code: `12 | text`, `> 12 | text`, `   |     ^^^^`, `  ~~~^~~`. */
const excerpt = /^\s*(?:>\s*)?(?:\d*\s*[|│┃╎]|\^|~|[·╭╰┌└├╵╷])/u;
/** The same with no more than a number: it is one of the lines around the place. */
const numbered = /^\s*(?<line>\d{1,7})(?:[:\s]|$)/;
const MAX_ROWS_AROUND = 5;
/** What is behind a message: `╰─▶ × text`, below it. */
const behind = /^\s*[├╰]─+[▶>]\s*(?:[×✖⚠]\s*)?(?<text>\S.*)$/u;
/** Counts, and words that head a list: no message of a place below. */
const noMessage = /^(?:\d+ )?(?:\w+ )?(?:errors?|warnings?|problems?)(?: found)?:?$/i;
/** A message that begins a frame, as Terraform has it. */
const framed = /^\s*│\s*(?:Error|Warning): /u;
/** A text under the sign that points to the code: `    ^ text`. */
const pointed = /^\s*\^[~^-]*\s+(?<text>[^\s^~|].*)$/u;
/** ShellCheck's texts under the code. */
const underCode = /^\s*\^-{2,}\^?\s+(?<text>SC\d+\b.*)$/u;
/** Stack frames have places too, and are no findings of their own. */
const frame = /^\s*\+0x|^\s*in (?:[`'"][^:]*|[\w.<>]+)$/u;

/** One process's reader. Bounded: it keeps a heading, a message and a finding. Any thread; pure. */
export class FindingReader {
  readonly #tell: (finding: Finding) => void;
  readonly #goTests = new GoTests();
  #heading: Heading | undefined;
  #header: Header | undefined;
  #held: Held | undefined;
  /** The place that texts under a frame of code belong to. */
  #place: Finding | undefined;
  /** Indentation of the last finding while its block goes on: deeper places belong to it. */
  #block: number | undefined;
  /** The same over blank lines, while nothing but code comes. */
  #codeBlock: number | undefined;
  /** The last line of words, and the blank lines since then. */
  #above = { text: "", blanks: 0 };
  /** The line of the file that was named last. */
  #near: number | null = null;
  /** Whether the last line was a part of the message of the place that waits. */
  #isPart = false;

  /** `tell` gets every finding, in order, at the latest with {@link end}. */
  constructor(tell: (finding: Finding) => void) {
    this.#tell = (finding) => {
      if (!this.#goTests.keeps(finding)) tell(finding);
    };
  }

  /** Whether the last line named a place whose message has not come yet. */
  get isHolding(): boolean {
    return this.#held?.age === 0 || this.#isPart;
  }

  /** Whether a place waits for its message. */
  get isOpen(): boolean {
    return this.#held !== undefined;
  }

  /** Lines have been left out: nothing that comes belongs to what was before. */
  gap(): void {
    this.#release();
    this.#header = undefined;
    this.#heading = undefined;
    this.#block = undefined;
    this.#codeBlock = undefined;
    this.#place = undefined;
    this.#above = { text: "", blanks: 0 };
  }

  /** The next line: plain text, without its end. */
  push(line: string): void {
    const text = line.slice(0, MAX_TEXT).trimEnd();
    for (const finding of this.#goTests.line(text)) this.#tell(finding);
    this.#age();
    this.#isPart = false;
    if (text === "") {
      this.#blank();
      return;
    }
    if (this.#found(text) || this.#row(text) || this.#under(text)) {
      this.#above = { text: "", blanks: 0 };
      return;
    }
    if (!this.#isCode(text)) this.#codeBlock = undefined;
    if (this.#held !== undefined && this.#message(text)) return;
    this.#remember(text);
  }

  #blank(): void {
    this.#codeBlock ??= this.#block;
    this.#block = undefined;
    this.#above = { ...this.#above, blanks: this.#above.blanks + 1 };
    // What is wrong stood above the place, its code below; the next paragraph is about something else.
    if (this.#held?.hasCode === true && this.#held.text === "" && this.#held.above !== "") this.#release();
  }

  #isCode(text: string): boolean {
    if (excerpt.test(text)) return true;
    const row = numbered.exec(text)?.groups?.["line"];
    return row !== undefined && this.#near !== null && Math.abs(Number(row) - this.#near) <= MAX_ROWS_AROUND;
  }

  /** The output has ended: what still waits is told. */
  end(): void {
    this.#release();
  }

  #age(): void {
    if (this.#header !== undefined) this.#header = { ...this.#header, age: this.#header.age + 1 };
    if ((this.#header?.age ?? 0) > MAX_BETWEEN) this.#header = undefined;
    if (this.#held === undefined) return;
    this.#held = { ...this.#held, age: this.#held.age + 1 };
    if (this.#held.age > MAX_BETWEEN) this.#release();
  }

  /** Whether the line names a place. */
  #found(text: string): boolean {
    if (!/\d|[━─]{3}/u.test(text) || !mayNamePlace(text) || counted.test(text)) return false;
    for (const { name, pattern } of shapes) {
      const groups = pattern.exec(text)?.groups;
      if (groups === undefined || isNoFile(groups["file"] ?? "")) continue;
      if (name === "square" && loggerName.test(groups["file"] ?? "")) continue;
      if (frame.test(groups["text"] ?? "") || isScenario(groups)) return true;
      this.#take(name, groups, text);
      return true;
    }
    return false;
  }

  #take(shape: string, groups: Record<string, string | undefined>, text: string): void {
    const indent = text.length - text.trimStart().length;
    const finding = findingOf(groups);
    this.#near = finding.line;
    if (shape === "file-line") {
      // Frames of a traceback follow each other; the last one before the message counts.
      this.#hold(finding, indent);
      return;
    }
    // "  lib.d.ts:487:5" below the code of a finding, and nothing behind it.
    const isBelow =
      this.#codeBlock !== undefined && indent > this.#codeBlock && finding.message === "" && finding.severity === null;
    const isRelated = (this.#block !== undefined && indent > this.#block) || (isBelow && this.#header === undefined);
    this.#release();
    if (shape === "heading-words" && /^\W*in\s/i.test(text)) {
      this.#place = finding;
      return;
    }
    if (isRelated && shape !== "arrow") return;
    // Where an uncaught exception of PHP came from was told by its first line.
    if (shape === "on-line" && finding.message === "thrown") return;
    // "#   at t/cart.t line 3.", below what has failed there.
    if (shape === "at-line" && /^\W*$/.test(finding.message)) {
      const { text: above, blanks } = this.#above;
      if (blanks === 0 && above !== "") this.#tell({ ...finding, message: above.replace(/^\W+/, "") });
      return;
    }
    const needsHeader = shape === "arrow" || shape === "heading-words" || shape === "location";
    if (finding.message === "" && (needsHeader || shape === "round" || indent > 0) && this.#header !== undefined) {
      const { severity, code, message } = this.#header;
      this.#header = undefined;
      if (severity !== "note") this.#tell({ ...finding, severity: finding.severity ?? severity, code, message });
      this.#block = needsHeader ? undefined : indent;
      return;
    }
    // Another place of the same message; "File: a.js:1:1" may come before it.
    if (needsHeader && shape !== "location") return;
    this.#block = indent;
    if (finding.message === "") this.#hold(finding, indent);
    else this.#tell(finding);
  }

  #hold(finding: Finding, indent: number): void {
    const { text, blanks } = this.#above;
    this.#held = { finding, indent, text: "", above: blanks <= 1 ? text : "", hasCode: false, age: 0 };
  }

  #row(text: string): boolean {
    const held = this.#held;
    // "cart.js:1:7" over rows of that file: the place of the first of them.
    if (held?.age === 1 && isPlaceRow(text)) {
      this.#held = undefined;
      this.#heading = { file: held.finding.file, form: "rows", text: "" };
    }
    if (this.#heading === undefined) return false;
    const groups = rowOf(this.#heading, text);
    if (groups === undefined) return false;
    this.#release();
    const finding = findingOf({ ...groups, file: this.#heading.file });
    // Code in place of a text: that follows.
    if (groups["text"]?.startsWith("|"))
      this.#held = { finding: { ...finding, message: "" }, indent: 0, text: "", above: "", hasCode: true, age: 0 };
    else this.#tell(finding);
    if (this.#heading.form === "code") this.#heading = undefined;
    return true;
  }

  #under(text: string): boolean {
    const message = this.#place && underCode.exec(text)?.groups?.["text"];
    if (message === undefined || this.#place === undefined) return false;
    this.#tell({ ...this.#place, ...said(message) });
    return true;
  }

  /** Whether the line was taken for the message of the finding that waits for one. */
  #message(text: string): boolean {
    const held = this.#held;
    if (held === undefined) return false;
    if (thrown.test(text)) {
      this.#held = { ...held, text };
      this.#release();
      return true;
    }
    // pytest: the place of a frame, and a row of dashes before the next.
    if (/^_ _ _/.test(text)) {
      this.#held = undefined;
      return true;
    }
    const cause = held.text === "" ? undefined : behind.exec(text)?.groups?.["text"];
    if (cause !== undefined && !held.hasCode) {
      this.#held = { ...held, text: `${held.text.replace(/:$/, "")}: ${cause}` };
      this.#isPart = true;
      return true;
    }
    const below = pointed.exec(text)?.groups?.["text"];
    const isCode = this.#isCode(text);
    if (below !== undefined && held.text === "" && (held.above === "" || !/^column \d+$/.test(below)))
      this.#held = { ...held, text: below };
    else if (isCode) this.#held = { ...held, hasCode: true };
    if (below !== undefined || isCode) return true;
    if (held.text === "") this.#held = { ...held, text: text.trim() };
    return headingOf(text) === undefined;
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const text = held.text === "" && held.hasCode ? held.above : held.text;
    // "It was declared here:" is no finding, but what belongs to one.
    if (/\bhere:$/.test(text)) return;
    const { severity, code, message } = said(text);
    this.#tell({
      ...held.finding,
      severity: held.finding.severity ?? severity ?? (thrown.test(text) ? "error" : null),
      code: held.finding.code ?? code,
      message,
    });
  }

  #remember(text: string): void {
    const heading = headingOf(text);
    if (heading !== undefined) {
      this.#heading = isNoFile(heading.file) ? undefined : { ...heading, file: plainPath(heading.file) };
      this.#block = undefined;
      this.#place = undefined;
      return;
    }
    const isExcerpt = excerpt.test(text) && !framed.test(text);
    const indent = text.length - text.trimStart().length;
    if (!isExcerpt && this.#block !== undefined && indent <= this.#block) this.#block = undefined;
    const message = isExcerpt ? undefined : header.exec(text)?.groups?.["text"];
    if (isExcerpt) return;
    // Words after a blank line, no deeper than the message, are about something else.
    if (this.#header !== undefined && this.#above.blanks > 0 && indent <= this.#header.indent) this.#header = undefined;
    this.#above = { text: text.trim(), blanks: 0 };
    const about = message === undefined ? undefined : said(message);
    if (about !== undefined && !noMessage.test(about.message)) this.#header = { ...about, indent, age: 0 };
  }
}

/** "  features/cart.feature:7  name": a row of a list of scenarios. */
function isScenario(groups: Record<string, string | undefined>): boolean {
  return groups["file"]?.endsWith(".feature") === true && /^(?:\s*#\s|\s*\w)(?!\w*:)/.test(groups["text"] ?? "");
}

const tags: Readonly<Record<string, Severity>> = { error: "error", warn: "warning", warning: "warning", info: "info" };

function findingOf(groups: Record<string, string | undefined>): Finding {
  const number = (text: string | undefined) => (text === undefined ? null : Number(text));
  const { severity, code, message } = said(groups["text"] ?? groups["before"] ?? "");
  return {
    file: plainPath(groups["file"] ?? ""),
    line: number(groups["line"]),
    column: number(groups["column"]),
    severity: severity ?? severityOf(groups["kind"]) ?? tags[groups["tag"]?.toLowerCase() ?? ""] ?? null,
    code,
    message,
  };
}
