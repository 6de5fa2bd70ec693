/** Tracebacks of Python: frames first, the error last; chains of them; groups of exceptions. */

import type { Trace } from "./draft.ts";
import { Draft } from "./draft.ts";
import { isForeign } from "./frames.ts";

const begin = /^(?<gutter>[\s|+-]*)(?:Exception Group )?Traceback \(most recent call last\):$/;
const frame = /^[\s|+-]*File "(?<file>[^"]+)", line (?<line>\d+)(?:, in (?<function>.*))?$/;
const error = /^[\s|+-]*(?<type>[A-Za-z_][\w.]*)(?:: (?<message>.*))?$/;
/** Between two tracebacks: the one above led to the one below. */
const chain =
  /^[\s|]*(?:During handling of the above exception, another exception occurred|The above exception was the direct cause of the following exception):$/;
/** Members of a group. */
const member = /^\s*[|+ ]*\+-[+-]*\s*\d+\s*-+$|^\s*[|+ ]*\+-+$/;
/** pytest: the line of the code, what is wrong, and the place at the end of it. */
const failed = /^E(?: {3}(?<text>.*))?$/;
const failedPlace = /^(?<file>[^\s:][^:]*\.py):(?<line>\d+): (?<type>[A-Za-z_][\w.]*)?$/;
/** Its frames: "shop/cart.py:5: in total". */
const failedFrame = /^(?<file>[^\s:][^:]*\.py):(?<line>\d+): in (?<function>[\w.<>]+)$/;
/** Between them: rows of code, values of variables, dashes. */
const failedRow = /^(?:[>\s]|_ _ _|[\w.]+ += \S)/;
const said = /^(?<type>[A-Za-z_][\w.]*(?:Error|Exception|Warning|Failed|Exit|Interrupt|Timeout)): (?<message>.*)$/;

/** Lines of a failed test's report: what goes on longer is none. */
const MAX_FAILURE_LINES = 30;

/** What a line has to do with it: `taken` as a part, `end` as its last one, `no`: not at all. */
export type Took = "taken" | "end" | "no";

export class PythonReader {
  #draft: Draft | undefined;
  /** What stands before "Traceback": runners and loggers indent all of it. */
  #margin = "";
  /** Whether the error's own line has come: then only a chain can follow. */
  #isWhole = false;
  #blanks = 0;
  /** Of pytest: what has been said so far. */
  #failure: Draft | undefined;
  readonly #tell: (trace: Trace) => void;

  constructor(tell: (trace: Trace) => void) {
    this.#tell = tell;
  }

  get isOpen(): boolean {
    return this.#draft !== undefined || this.#failure !== undefined;
  }

  /** Whether the line, at which nothing is open, begins one. */
  static mayBegin(text: string): boolean {
    return /Traceback \(most|^E {3,}\S|^\S[^:]*\.py:\d+: in \S+$/.test(text);
  }

  push(line: string): Took {
    if (this.#draft === undefined) return this.#begin(line) ? "taken" : this.#pytest(line);
    const draft = this.#draft;
    if (line.trim() !== "" && !line.startsWith(this.#margin)) {
      this.end();
      return this.push(line);
    }
    const text = line.slice(this.#margin.length);
    if (this.#isWhole) return this.#after(draft, text, line);
    draft.line(line);
    const place = frame.exec(text)?.groups;
    if (place !== undefined) {
      const file = place["file"] ?? "";
      draft.first?.frames.unshift({
        file,
        line: Number(place["line"]),
        column: null,
        function: place["function"] ?? "",
        own: !isForeign(file),
      });
      draft.sinceFrame = 0;
      return "taken";
    }
    const bare = text.replace(/^[\s|+-]*/, "");
    // Rows of code and their marks are deeper than the error's own line.
    const isDeeper = /^[\s|+]*(?:\s{2,})\S/.test(text) && !/^\s*\| \S/.test(text);
    const last = isDeeper ? null : error.exec(text);
    if (last !== null && bare !== "") {
      if (draft.first !== undefined) {
        draft.first.type = last.groups?.["type"] ?? "Error";
        draft.first.message = last.groups?.["message"] ?? "";
      }
      this.#isWhole = true;
      this.#blanks = 0;
      return "taken";
    }
    if (isDeeper || /^\s*\[Previous line repeated/.test(text)) return "taken";
    // Something else has come between: the traceback was cut off.
    this.end();
    return "no";
  }

  /** What is open has ended. */
  end(): void {
    const open = this.#draft ?? this.#failure;
    const isTold = open?.first?.type === "";
    this.#draft = undefined;
    this.#failure = undefined;
    if (open !== undefined && !isTold) this.#tell(open.finished());
  }

  #begin(text: string): boolean {
    if (!begin.test(text)) return false;
    if (this.#failure !== undefined) this.end();
    this.#margin = /^\s*/.exec(text)?.[0] ?? "";
    this.#draft = new Draft("", "", "python", "error");
    this.#draft.line(text);
    this.#isWhole = false;
    return true;
  }

  /** After the error's own line: a chain, a member of its group, a further line of its message, or the end. */
  #after(draft: Draft, text: string, line: string): Took {
    if (text.trim() === "" && this.#blanks === 0) {
      this.#blanks = 1;
      return "taken";
    }
    if (chain.test(text)) {
      draft.line(text);
      draft.superseded();
      this.#blanks = 0;
      return "taken";
    }
    if (begin.test(text) && (draft.first?.type === "" || /[|+]/.test(text))) {
      draft.line(text);
      this.#isWhole = false;
      return "taken";
    }
    if (draft.first?.type === "" && text.trim() === "") return "taken";
    if (member.test(text) || /^\s+\| /.test(text)) {
      draft.line(text);
      const inner = /^\s+\| (?<type>[A-Z][\w.]*): (?<message>.*)$/.exec(text)?.groups;
      if (inner !== undefined) draft.cause(inner["type"] ?? "", inner["message"] ?? "");
      return "taken";
    }
    this.end();
    return this.push(line);
  }

  #pytest(text: string): Took {
    const match = failed.exec(text);
    if (match !== null && (this.#failure !== undefined || match.groups?.["text"] !== undefined)) {
      const words = match.groups?.["text"]?.trim() ?? "";
      const groups = said.exec(words)?.groups;
      this.#failure ??= new Draft("", "", "python", "error");
      const { first } = this.#failure;
      if (first?.type === "") {
        first.type = groups?.["type"] ?? "AssertionError";
        first.message = groups?.["message"] ?? words;
      }
      this.#failure.line(text);
      return "taken";
    }
    const inner = failedFrame.exec(text)?.groups;
    if (inner !== undefined) {
      // Frames lead to what is wrong: after that they are those of the next one.
      if (this.#failure !== undefined && this.#failure.first?.type !== "") this.end();
      this.#failure ??= new Draft("", "", "python", "error");
      this.#failure.line(text);
      const file = inner["file"] ?? "";
      this.#failure.first?.frames.unshift({
        file,
        line: Number(inner["line"]),
        column: null,
        function: inner["function"] ?? "",
        own: !isForeign(file),
      });
      return "taken";
    }
    const failure = this.#failure;
    if (failure === undefined) return "no";
    if (chain.test(text) && failure.first?.type !== "") {
      failure.line(text);
      failure.superseded();
      return "taken";
    }
    const place = failedPlace.exec(text)?.groups;
    if (place !== undefined) {
      failure.line(text);
      failure.place = { file: place["file"] ?? "", line: Number(place["line"]), column: null };
      if (place["type"] !== undefined) failure.type = place["type"];
      this.end();
      return "end";
    }
    if (text.trim() === "" || failedRow.test(text)) {
      failure.line(text);
      if (failure.lines <= MAX_FAILURE_LINES) return "taken";
    }
    this.end();
    return "no";
  }
}
