/** Reads the output of one process line by line and tells what compilers and linters have found in files. */

import type { Finding, Severity } from "../types.ts";
import { GoTests } from "./go-tests.ts";
import { type Heading, headingOf, rowOf } from "./headings.ts";
import { type Said, said, severityOf } from "./kind.ts";
import { isNoFile, loggerName, plainPath } from "./path.ts";
import { mayNamePlace, shapes } from "./shapes.ts";

/** Characters of a line that are looked at: a place and what is wrong there stand near its start, and no line may take long. */
const MAX_TEXT = 1000;
/** Lines for which a message waits for its place, or a place for its message: a few rows of code stand between them. */
const MAX_BETWEEN = 12;

/** A message whose place has not come yet. */
interface Header extends Said {
  /** Lines since then. */
  readonly age: number;
}

/** A finding whose message has not come yet. */
interface Held {
  readonly finding: Finding;
  readonly indent: number;
  /** The best text so far. */
  readonly text: string;
  readonly age: number;
}

/** A line that says what is wrong and not where: `error[E0308]: text`, `✘ [ERROR] text`, `× text`, `F401 [*] text`. */
const header =
  /^(?<indent>[\s│┃|╷]*)(?:>> Issue:\s+|\[!\]\s+|❌\s+|(?=[✖✘×⨯⚠x!]\uFE0F?\s)|(?=(?:\[?(?:fatal )?(?:error|warning|warn|note|help|info)\b\]?)[\s:[(])|(?=[A-Z]{1,5}\d{2,5} ))(?<text>\S.*)$/iu;
/** A message of a thrown error, under a place: `SyntaxError: text`, `Error: text`. */
const thrown = /^(?:[\w.]*(?:Error|Exception|Warning|Interrupt)|Error|Warning \d+)(?: \[.*?\])?: \S/u;
/** Rows of a frame of code: `12 | text`, `   |     ^^^^`, `  ~~~^~~`. */
const excerpt = /^\s*(?:\d*\s*[|│┃╎]|\^|~|[·╭╰┌└├╵╷])/u;
/** A message that begins a frame, as Terraform has it. */
const framed = /^\s*│\s*(?:Error|Warning): /u;
/** A text under the sign that points to the code: `    ^ text`. */
const pointed = /^\s*\^[~^-]*\s+(?<text>[^\s^~|].*)$/u;
/** ShellCheck's texts under the code. */
const underCode = /^\s*\^-{2,}\^?\s+(?<text>SC\d+\b.*)$/u;
/** Stack frames have places too, and are no findings of their own. */
const frame = /^\s*\+0x|^in [`'"][^:]*$/u;

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

  /** `tell` gets every finding, in order, at the latest with {@link end}. */
  constructor(tell: (finding: Finding) => void) {
    this.#tell = (finding) => {
      if (!this.#goTests.keeps(finding)) tell(finding);
    };
  }

  /** Whether the last line named a place whose message has not come yet. */
  get isHolding(): boolean {
    return this.#held?.age === 0;
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
    this.#place = undefined;
  }

  /** The next line: plain text, without its end. */
  push(line: string): void {
    const text = line.slice(0, MAX_TEXT).trimEnd();
    for (const finding of this.#goTests.line(text)) this.#tell(finding);
    this.#age();
    if (text === "") {
      this.#block = undefined;
      return;
    }
    if (this.#found(text) || this.#row(text) || this.#under(text)) return;
    if (this.#held !== undefined && this.#message(text)) return;
    this.#remember(text);
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
    if (!/\d|[━─]{3}/u.test(text) || !mayNamePlace(text)) return false;
    for (const { name, pattern } of shapes) {
      const groups = pattern.exec(text)?.groups;
      if (groups === undefined || isNoFile(groups["file"] ?? "")) continue;
      if (name === "square" && loggerName.test(groups["file"] ?? "")) continue;
      if (frame.test(groups["text"] ?? "")) return true;
      this.#take(name, groups, text);
      return true;
    }
    return false;
  }

  #take(shape: string, groups: Record<string, string | undefined>, text: string): void {
    const indent = text.length - text.trimStart().length;
    const finding = findingOf(groups);
    if (shape === "file-line") {
      // Frames of a traceback follow each other; the last one before the message counts.
      this.#held = { finding, indent, text: "", age: 0 };
      return;
    }
    const isRelated = this.#block !== undefined && indent > this.#block;
    this.#release();
    if (shape === "heading-words" && /^\W*in\s/i.test(text)) {
      this.#place = finding;
      return;
    }
    if (isRelated && shape !== "arrow") return;
    // Where an uncaught exception of PHP came from was told by its first line.
    if (shape === "on-line" && finding.message === "thrown") return;
    const needsHeader = shape === "arrow" || shape === "heading-words" || shape === "location";
    if (finding.message === "" && (needsHeader || shape === "round" || indent > 0) && this.#header !== undefined) {
      const { severity, code, message } = this.#header;
      this.#header = undefined;
      if (severity !== "note") this.#tell({ ...finding, severity: finding.severity ?? severity, code, message });
      this.#block = needsHeader ? undefined : indent;
      return;
    }
    // Another place of the same message.
    if (needsHeader) return;
    this.#block = indent;
    if (finding.message === "") this.#held = { finding, indent, text: "", age: 0 };
    else this.#tell(finding);
  }

  #row(text: string): boolean {
    if (this.#heading === undefined) return false;
    const groups = rowOf(this.#heading, text);
    if (groups === undefined) return false;
    this.#release();
    const finding = findingOf({ ...groups, file: this.#heading.file });
    // Code in place of a text: that follows.
    if (groups["text"]?.startsWith("|"))
      this.#held = { finding: { ...finding, message: "" }, indent: 0, text: "", age: 0 };
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
    const below = pointed.exec(text)?.groups?.["text"];
    if (below !== undefined && held.text === "") this.#held = { ...held, text: below };
    if (below !== undefined || excerpt.test(text)) return true;
    if (held.text === "") this.#held = { ...held, text: text.trim() };
    return headingOf(text) === undefined;
  }

  #release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const { severity, code, message } = said(held.text);
    this.#tell({
      ...held.finding,
      severity: held.finding.severity ?? severity ?? (thrown.test(held.text) ? "error" : null),
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
    if (message !== undefined) this.#header = { ...said(message), age: 0 };
  }
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
