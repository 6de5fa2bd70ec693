/** Reads the errors out of one stream of output, line by line. Pure; any thread. */

import { type Candidate, joined, ofFinding, sameAs } from "./candidates.ts";
import { FindingReader } from "./findings/reader.ts";
import { errorLimits } from "./limits.ts";
import { loggedError } from "./logged.ts";
import type { RuleSet } from "./rules/types.ts";
import type { Trace } from "./traces/draft.ts";
import { isForeign } from "./traces/frames.ts";
import { type Recalled, TraceReader } from "./traces/reader.ts";
import type { Finding } from "./types.ts";

/** What the level of a line says of it. */
export type LineGravity = "none" | "error" | "fatal";

/** What reads errors out of a stream needs of its thread. */
export interface ErrorReaderParts {
  readonly rules: RuleSet;
  /** Another number for an error: no other in the program has it. */
  newNumber(): number;
  /** Gets every error once it is whole, in order. */
  tell(error: Candidate): void;
}

/** Who asked for what is not there. */
const importedFrom =
  /\b(?:imported|resolve (?:import )?['"][^'"]*['"]) (?:from|in) ['"]?(?:file:\/\/)?(?<file>[^\s'"]+\.\w+)(?=['"]?(?:[\s,.:)]|$))/;

/** A test that failed, as Jest, uvu or Jasmine head their report of it; what is wrong stands below. */
const failedHead = /^\s*● (?!Console$).+|^\s*FAIL\s+\S.*"$|^\d{1,4}\) \S/u;
/** Words that only say what stands below them: "Message:". */
const caption = /^\w+:$/;
/** Behind what has been told: its causes and its backtrace, deeper. */
const belowError = /^(?:Caused by|[Ss]tack backtrace):$/;
/** What a bundler throws in the end about errors that it has told. */
const summedUp = /^(?:\w+ )?[Bb]uild failed with \d+ errors?\b/;

export class ErrorReader {
  readonly #parts: ErrorReaderParts;
  readonly #findings = new FindingReader((finding) => this.#found(finding));
  readonly #traces = new TraceReader(
    (trace) => this.#traced(trace),
    () => this.#recall(),
  );
  #candidates: readonly Candidate[] = [];
  /** Lines so far. */
  #at = 0;
  #line = "";
  /** Number of the error that lines belong to now; 0: none. */
  #open = 0;
  #openedAt = 0;
  /** Number of what the line at hand has told; 0: nothing. */
  #told = 0;
  /** Under a failed test's heading: the first words, once they have come. */
  #heading: { message: string; readonly at: number } | undefined;
  /** Deeper lines belong to the candidate of a rule that says so. */
  #deeper: number | undefined;

  constructor(parts: ErrorReaderParts) {
    this.#parts = parts;
  }

  /** Whether lines without anything to look at must be shown to it too. */
  get isOpen(): boolean {
    return this.#traces.isOpen || this.#candidates.length > 0 || this.#findings.isOpen;
  }

  /** Whether the last line was a part of a stack trace. */
  get isInTrace(): boolean {
    return this.#open !== 0;
  }

  /** Whether what was told last may have its frames still to come. */
  get awaitsFrames(): boolean {
    const last = this.#candidates.at(-1);
    return last !== undefined && last.frames.length === 0 && this.#at - last.at <= errorLimits.linesBeforeFrames;
  }

  /** Lines have been left out: what comes now belongs to nothing before. */
  gap(): void {
    this.end();
    this.#findings.gap();
    this.#heading = undefined;
    this.#deeper = undefined;
  }

  /** The next line: plain, without its end. Returns the number of the error that it belongs to; 0 for none. */
  push(line: string, gravity: LineGravity): number {
    const text = line.slice(0, errorLimits.lineCharacters).trimEnd();
    this.#at++;
    this.#line = text;
    this.#told = 0;
    if (!this.#traces.isOpen) this.#release(errorLimits.mergeLines);
    const wasOpen = this.#traces.isOpen;
    const isPart = this.#traces.push(text);
    if (isPart) {
      if (this.#open === 0) {
        this.#open = this.#parts.newNumber();
        this.#openedAt = this.#at;
      }
      // The head of an error may name its place in a form of its own; what follows is the trace's alone.
      if (!wasOpen) this.#findings.push(text);
      return this.#open;
    }
    this.#open = 0;
    this.#findings.push(text);
    this.#failedTest(text);
    if (this.#deeper !== undefined && /^\s+\S/.test(text)) return this.#deeper;
    this.#deeper = belowError.test(text) ? this.#candidates.at(-1)?.number : undefined;
    if (this.#told === 0 && !this.#findings.isHolding) this.#logged(line, text, gravity);
    return this.#told;
  }

  /** The output has ended, or nothing has come for a while: what is open is told. */
  end(): void {
    this.#findings.end();
    this.#traces.end();
    this.#open = 0;
    this.#release(-1);
  }

  #found(finding: Finding): void {
    this.#told = this.#parts.newNumber();
    const candidate = ofFinding(finding, this.#line, this.#told, this.#at);
    this.#told = candidate === undefined ? 0 : this.#add(candidate);
  }

  #traced(trace: Trace): void {
    const number = this.#open || this.#parts.newNumber();
    // The next line may begin another one.
    this.#open = 0;
    if (summedUp.test(trace.message) && this.#candidates.some(({ from }) => from === "finding")) return;
    this.#add({ ...trace, from: "trace", kind: "runtime", number, since: this.#openedAt, at: this.#at });
  }

  #logged(line: string, text: string, gravity: LineGravity): void {
    const logged = loggedError(line, gravity !== "none", this.#parts.rules);
    if (logged === undefined) return;
    const { rule } = logged;
    const stack = traceIn(logged.stack);
    this.#told = this.#add({
      from: rule === undefined ? "logged" : "rule",
      kind: rule?.kind ?? "log",
      type: logged.type || stack?.type || rule?.type || "Error",
      message: logged.message.slice(0, errorLimits.messageCharacters),
      severity: gravity === "fatal" ? "critical" : (rule?.severity ?? "error"),
      language: stack?.language ?? rule?.language ?? "",
      place: stack?.place ?? null,
      frames: stack?.frames ?? [],
      causes: stack?.causes ?? [],
      context: [text],
      number: this.#parts.newNumber(),
      since: this.#at,
      at: this.#at,
    });
    if (rule?.singleLine === false) this.#deeper = this.#told;
  }

  /** Adds it to what may still be joined, or joins it; its number then. */
  #add(added: Candidate): number {
    const candidate = this.#judged(added);
    const same = sameAs(this.#candidates, candidate);
    if (same === undefined) {
      this.#candidates = [...this.#candidates, candidate];
      return candidate.number;
    }
    const both = joined(same, candidate);
    this.#candidates = this.#candidates.map((one) => (one === same ? both : one));
    return both.number;
  }

  /** What its words say of its kind: a lost connection is one wherever it was thrown. */
  #judged(candidate: Candidate): Candidate {
    const { rules, criticalWords } = this.#parts.rules;
    if (candidate.from === "finding") return candidate;
    const said = `${candidate.type}: ${candidate.message}`;
    const rule = rules.find((one) => (one.kind === "network" || one.kind === "database") && one.matcher.test(said));
    const isElsewhere = candidate.place === null || isForeign(candidate.place.file);
    const imported = isElsewhere ? importedFrom.exec(candidate.message)?.groups?.["file"] : undefined;
    const message = candidate.message.toLowerCase();
    const isCritical = candidate.from !== "trace" && criticalWords.some((word) => startsWithWord(message, word));
    return {
      ...candidate,
      place: imported === undefined ? candidate.place : { file: imported, line: null, column: null },
      kind: rule?.kind ?? candidate.kind,
      type: rule !== undefined && candidate.type === "Error" ? rule.type : candidate.type,
      severity: isCritical ? "critical" : candidate.severity,
    };
  }

  /** Frames have come without an error: what they belong to. */
  #recall(): Recalled | undefined {
    const last = this.#candidates.at(-1);
    const isNear =
      last !== undefined && this.#at - last.at <= errorLimits.linesBeforeFrames && last.causes.length === 0;
    if (last !== undefined && isNear && last.frames.length === 0) {
      this.#candidates = this.#candidates.slice(0, -1);
      this.#open = last.number;
      this.#openedAt = last.since;
      return last;
    }
    const heading = this.#heading;
    this.#heading = undefined;
    if (heading === undefined || heading.message === "" || this.#at - heading.at > 3 * errorLimits.linesBeforeFrames) {
      return undefined;
    }
    return {
      type: /expect|assert|equal|match|\bto be\b/i.test(heading.message) ? "AssertionError" : "Error",
      message: heading.message,
      severity: "error",
      context: [heading.message],
      place: null,
    };
  }

  #failedTest(text: string): void {
    const tap = /^not ok \d+(?: -)? (?<name>[^#]+)/.exec(text)?.groups?.["name"];
    if (tap !== undefined) this.#heading = { message: tap.trim(), at: this.#at };
    else if (failedHead.test(text)) this.#heading = { message: "", at: this.#at };
    else if (this.#heading?.message === "" && text.trim() !== "" && !caption.test(text.trim()))
      this.#heading.message = text.trim();
  }

  /** Tells what has been found more than so many lines ago. */
  #release(lines: number): void {
    if (this.#candidates.length === 0) return;
    const due = this.#candidates.filter(({ at }) => this.#at - at > lines);
    if (due.length === 0) return;
    this.#candidates = this.#candidates.filter((one) => !due.includes(one));
    for (const candidate of due) this.#parts.tell(candidate);
  }
}

/** The first error of a stack trace that stands in one text. */
function traceIn(text: string): Trace | undefined {
  if (text === "") return undefined;
  const traces: Trace[] = [];
  const reader = new TraceReader((trace) => void traces.push(trace));
  // Escaped twice, where there are no line feeds at all: else a backslash before an "n" stands in a path of Windows.
  const rows = text.split(text.includes("\n") ? "\n" : "\\n");
  for (const row of rows.slice(0, errorLimits.traceLines)) reader.push(row);
  reader.end();
  return traces[0];
}

function startsWithWord(text: string, word: string): boolean {
  return text.startsWith(word) && !/\w/.test(text[word.length] ?? "");
}
