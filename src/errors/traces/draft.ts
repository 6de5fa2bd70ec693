/** An error while its lines come in. */

import { errorLimits } from "../limits.ts";
import type { ErrorReport, ErrorSeverity, Frame, Place, Thrown } from "../types.ts";
import { isForeign } from "./frames.ts";

/** An error without its number in the log. */
export type Trace = Omit<ErrorReport, "number">;

interface OpenThrown {
  type: string;
  message: string;
  readonly frames: Frame[];
}

/** Gathers an error, bounded by `errorLimits`. */
export class Draft {
  language: string;
  severity: ErrorSeverity;
  /** Where the error itself says that it is. */
  place: Place | null = null;
  /** Lines since its first one, and since the last frame. */
  lines = 0;
  sinceFrame = 0;
  /** Whether a frame has come of the error itself, also one that names no file. */
  hasFrames = false;
  readonly #thrown: OpenThrown[];
  readonly #context: string[] = [];

  constructor(type: string, message: string, language: string, severity: ErrorSeverity) {
    this.#thrown = [{ type, message: shortened(message), frames: [] }];
    this.language = language;
    this.severity = severity;
  }

  /** The error that lines are about now: itself, or the last one behind it. */
  get #last(): OpenThrown | undefined {
    return this.#thrown.at(-1);
  }

  get message(): string {
    return this.#last?.message ?? "";
  }

  set message(text: string) {
    if (this.#last !== undefined) this.#last.message = shortened(text);
  }

  set type(name: string) {
    if (this.#last !== undefined) this.#last.type = name;
  }

  /** Keeps the line as printed. */
  line(text: string): void {
    this.lines++;
    this.sinceFrame++;
    if (this.#context.length < errorLimits.contextLines) this.#context.push(text);
  }

  frame(language: string, frame: Frame | undefined): void {
    if (this.language === "") this.language = language;
    this.sinceFrame = 0;
    if (this.#thrown.length === 1) this.hasFrames = true;
    if (frame !== undefined && this.#last !== undefined && this.#last.frames.length < errorLimits.frames)
      this.#last.frames.push(frame);
  }

  /** Lines are about another error now, which is behind it. */
  cause(type: string, message: string): void {
    if (this.#thrown.length <= errorLimits.causes) this.#thrown.push({ type, message: shortened(message), frames: [] });
  }

  /** Python prints the error that counts last: what was gathered so far is behind the one that comes. */
  superseded(): void {
    const [first, ...others] = this.#thrown;
    if (first === undefined || this.#thrown.length > errorLimits.causes) return;
    this.#thrown.splice(0, this.#thrown.length, { type: "", message: "", frames: [] }, first, ...others);
  }

  /** As above, for whoever fills the first one. */
  get first(): OpenThrown | undefined {
    return this.#thrown[0];
  }

  /** What it has come to. */
  finished(): Trace {
    const [first, ...others] = this.#thrown;
    const frames = first?.frames ?? [];
    // The project's own code nearest to where it was thrown; else what threw it.
    const all = [frames, ...others.map((one) => one.frames)];
    const own = all
      .map((some) => some.find((frame) => frame.own && frame.line !== null))
      .find((one) => one !== undefined);
    const said = this.place !== null && !isForeign(this.place.file) ? this.place : undefined;
    const best = said ?? own ?? this.place ?? frames.find(({ line }) => line !== null) ?? null;
    return {
      type: first?.type ?? "Error",
      message: first?.message ?? "",
      frames,
      causes: others.map(({ type, message, frames: its }): Thrown => ({ type, message, frames: its })),
      severity: this.severity,
      language: this.language,
      place: best === null ? null : { file: best.file, line: best.line, column: best.column },
      context: this.#context,
    };
  }
}

function shortened(message: string): string {
  const text = message.trim();
  return text.length > errorLimits.messageCharacters ? `${text.slice(0, errorLimits.messageCharacters)}…` : text;
}
