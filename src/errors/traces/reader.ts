/** Reads stack traces out of one stream, line by line: all languages but Python, whose traces run the other way round. */

import { errorLimits } from "../limits.ts";
import { Draft, type Trace } from "./draft.ts";
import { frameOf } from "./frames.ts";
import { causes, filePart, type Head, heads, mayBeHead, parts } from "./heads.ts";
import { PythonReader } from "./python.ts";

/** Lines between a head and its first frame that are neither blank nor deeper: the rest of a message. */
const MAX_MESSAGE_LINES = 8;

/** An error that was told already, without frames. */
export type Recalled = Pick<Trace, "type" | "message" | "severity" | "context" | "place">;

export class TraceReader {
  readonly #tell: (trace: Trace) => void;
  readonly #recall: () => Recalled | undefined;
  readonly #python: PythonReader;
  #draft: Draft | undefined;
  #isMessageNext = false;
  /** Braces that are open behind a frame: Node prints an error's own properties in them. */
  #braces = 0;
  #blanks = 0;
  /** Lines since the head that were neither frame nor part: they go to the error only if a frame follows. */
  #loose = 0;
  /** The lines before, newest last: a frame's error may stand there, and the function of a frame. */
  #before: string[] = [];

  /** `tell` gets every error when it is whole. `recall`: what frames that come without an error belong to. */
  constructor(tell: (trace: Trace) => void, recall: () => Recalled | undefined = () => undefined) {
    this.#tell = tell;
    this.#recall = recall;
    this.#python = new PythonReader(tell);
  }

  /** Whether an error is being read: then every line must be shown to it, also one that has nothing to look at. */
  get isOpen(): boolean {
    return this.#draft !== undefined || this.#python.isOpen;
  }

  /** The next line. True: it is a part of an error, and nothing else. */
  push(text: string): boolean {
    const taken = this.#take(text);
    if (text.trim() !== "") {
      this.#before.push(text);
      if (this.#before.length > 3) this.#before.shift();
    }
    return taken;
  }

  /** The output has ended, or paused: what is open is told. */
  end(): void {
    this.#python.end();
    this.#close();
  }

  #take(text: string): boolean {
    if (this.#python.isOpen || PythonReader.mayBegin(text)) {
      if (this.#draft !== undefined && !this.#python.isOpen) this.#close();
      const took = this.#python.push(text);
      if (took !== "no") return true;
    }
    if (this.#draft !== undefined && this.#goesOn(this.#draft, text)) return true;
    if (this.#begin(text)) return true;
    return this.#beginByFrame(text);
  }

  /** A frame without a head: what was told before says what it is about, or the line above. */
  #beginByFrame(text: string): boolean {
    const above = this.#before.at(-1) ?? "";
    const found = frameOf(text, above);
    // "   9: start_thread" over it: a native backtrace, of an error that has been told.
    if (found === undefined || !/^\s/.test(text)) return false;
    if (/^\s*\d+: /.test(above) && (found.language === "rust" || found.frame?.function === "")) return false;
    if (found.frame === undefined && thrownIn(above) === undefined) return false;
    const recalled = this.#recall();
    if (recalled !== undefined) {
      const { type, message } = thrownIn(recalled.message) ?? recalled;
      const draft = new Draft(type, message, found.language, recalled.severity);
      draft.place = recalled.place;
      const [first = "", ...others] = recalled.context;
      this.#open(draft, first);
      for (const line of others) draft.line(line);
    } else {
      if (!/[A-Za-z]{3}/.test(above) || /:\s*[|>][+-]?$/.test(above) || /^\s{4}/.test(above)) return false;
      // Bun: "error: no way".
      const { type, message } = thrownIn(above) ?? { type: "Error", message: above.replace(/^error: (?=\S)/, "") };
      this.#open(new Draft(type, message, found.language, "error"), above);
    }
    this.#draft?.line(text);
    this.#draft?.frame(found.language, found.frame);
    if (/\{$/.test(text)) this.#braces = 1;
    return true;
  }

  #begin(text: string): boolean {
    const words = text.trimStart();
    if (!mayBeHead(words)) return false;
    for (const head of heads) {
      const match = head.pattern.exec(words);
      if (match === null) continue;
      this.#close();
      this.#open(draftOf(head, match.groups ?? {}), text);
      this.#isMessageNext = head.messageFollows === true;
      if (/\{$/.test(text)) this.#braces = 1;
      return true;
    }
    return false;
  }

  #open(draft: Draft, text: string): void {
    this.#draft = draft;
    draft.line(text);
    this.#braces = 0;
    this.#blanks = 0;
    this.#loose = 0;
    this.#isMessageNext = false;
  }

  /** Whether the line belongs to the error that is open; if not, that one is told. */
  #goesOn(draft: Draft, text: string): boolean {
    if (draft.lines >= errorLimits.traceLines) return this.#close();
    const keep = (): true => {
      draft.line(text);
      this.#blanks = 0;
      return true;
    };
    if (this.#isMessageNext) {
      this.#isMessageNext = false;
      // Dart prints the error there, whose text may name its type; Rust what the panic says.
      const thrown = draft.language === "dart" ? thrownIn(text) : undefined;
      if (thrown !== undefined) draft.type = thrown.type;
      draft.message = thrown?.message ?? text;
      return keep();
    }
    if (text.trim() === "") {
      // One blank line may stand inside: between goroutines, before the frames.
      if (++this.#blanks > 1 || (draft.hasFrames && draft.language !== "go" && draft.language !== "c")) {
        const isOver = this.#blanks > 1 || this.#braces === 0;
        if (isOver) return this.#close();
      }
      draft.line(text);
      return true;
    }
    const opened = /\{$/.test(text) ? 1 : 0;
    const found = frameOf(text, this.#before.at(-1) ?? "");
    if (
      found !== undefined &&
      (draft.language === "" || draft.language === found.language || draft.language === "cpp")
    ) {
      this.#braces += opened;
      this.#loose = 0;
      keep();
      draft.frame(found.language, found.frame);
      return true;
    }
    if (this.#braces > 0) return this.#property(draft, text, opened, keep);
    const cause = this.#cause(draft, text);
    if (cause) {
      this.#braces += opened;
      return keep();
    }
    const file = filePart.exec(text)?.groups;
    if (file !== undefined) {
      draft.place ??= {
        file: file["file"] ?? "",
        line: file["line"] === undefined ? null : Number(file["line"]),
        column: file["column"] === undefined ? null : Number(file["column"]),
      };
      return keep();
    }
    const what = /^\s+what\(\):\s+(?<what>.*)$/.exec(text)?.groups?.["what"];
    if (what !== undefined) draft.message = what;
    if (parts.some((pattern) => pattern.test(text))) return keep();
    // Before the frames: more of the message, rows of code.
    const isDeeper = /^\s/.test(text);
    if (!draft.hasFrames && draft.sinceFrame <= errorLimits.linesBeforeFrames && (isDeeper || this.#isLoose(text))) {
      return keep();
    }
    if (draft.hasFrames && isDeeper && draft.sinceFrame < 3 && draft.language !== "javascript") return keep();
    return this.#close();
  }

  /** An error's own properties, down to the closing brace; errors among them are behind it. */
  #property(draft: Draft, text: string, opened: number, keep: () => true): boolean {
    this.#braces += opened;
    // An error that is shown as an object says its message there.
    const said = draft.message === "" ? /^\s*message: (['"`])(?<text>.*)\1,?$/.exec(text)?.groups?.["text"] : undefined;
    if (said !== undefined) draft.message = said.replace(/\\(['"`\\])/g, "$1");
    if (/^\s*[\]}]+[,;)]*$/.test(text) && text.includes("}")) this.#braces--;
    this.#cause(draft, text);
    return keep();
  }

  #cause(draft: Draft, text: string): boolean {
    for (const pattern of causes) {
      const groups = pattern.exec(text)?.groups;
      if (groups === undefined) continue;
      // The error itself, after it has been shown as an object.
      const isItself = !draft.hasFrames && groups["type"] === draft.first?.type && groups["message"] === draft.message;
      if (isItself) return true;
      draft.cause(groups["type"] ?? "Error", groups["message"] ?? groups["message2"] ?? "");
      return true;
    }
    return false;
  }

  /** A line at the margin that may be more of the message: no other line of a log begins like these. */
  #isLoose(text: string): boolean {
    return (
      ++this.#loose <= MAX_MESSAGE_LINES &&
      /^[a-z("'`+-]|^\d+ \||^(?:Expected|Received|Actual)\b/.test(text) &&
      !/^\w+:\/\//.test(text)
    );
  }

  /** Always false: the line is still to be looked at. */
  #close(): false {
    const draft = this.#draft;
    this.#draft = undefined;
    this.#isMessageNext = false;
    if (draft !== undefined) this.#tell(draft.finished());
    return false;
  }
}

/** `Could not save: TypeError: text`: an error printed behind other words. */
function thrownIn(text: string): { readonly type: string; readonly message: string } | undefined {
  const groups = /^(?:.*?\s)?(?<type>[\w$.]*(?:Error|Exception))(?: \[\w+\])?: (?<message>.*)$/.exec(text)?.groups;
  return groups && { type: groups["type"] ?? "Error", message: groups["message"] ?? "" };
}

function draftOf(head: Head, groups: Record<string, string | undefined>): Draft {
  const type = (groups["type"] ?? head.type).replace(/^Uncaught /, "");
  const message = groups["message"] ?? groups["message2"] ?? "";
  const draft = new Draft(type, message, head.language, head.severity);
  const file = groups["file"] ?? groups["file2"];
  if (file !== undefined) {
    const line = groups["line"] ?? groups["line2"];
    draft.place = {
      file,
      line: line === undefined ? null : Number(line),
      column: groups["column"] === undefined ? null : Number(groups["column"]),
    };
  }
  return draft;
}
