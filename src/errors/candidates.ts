/**
 * What has been found and may still turn out to be a part of what follows: a logger's line before the stack trace, the place of a
 * throw before the error, the same error told by a tool twice.
 */

import { languageOf } from "./language.ts";
import { errorLimits } from "./limits.ts";
import type { ErrorKind } from "./rules/types.ts";
import type { Trace } from "./traces/draft.ts";
import { isForeign } from "./traces/frames.ts";
import type { ErrorReport, Finding, Frame, Place } from "./types.ts";

/** How much is known of it: of two that are the same, the one with more counts. */
const ranks = { logged: 0, rule: 1, finding: 2, trace: 3 } as const;

export interface Candidate extends Trace {
  readonly from: keyof typeof ranks;
  readonly kind: ErrorKind;
  /** Number of its lines in the log. */
  readonly number: number;
  /** The line at which it began, and the one at which it was whole. */
  readonly since: number;
  readonly at: number;
}

const compiled = /^(?:typescript|rust|go|java|kotlin|scala|c|cpp|csharp|fsharp|swift|dart|zig|nim|haskell|ocaml|elm)$/;

/** An error of a finding; undefined for remarks. */
export function ofFinding(finding: Finding, line: string, number: number, at: number): Candidate | undefined {
  if (finding.severity === "info" || finding.severity === "note") return undefined;
  // A place of which nothing is said is a frame, or a part of a list.
  if (finding.message === "" && finding.severity === null && finding.code === null) return undefined;
  const language = languageOf(finding.file);
  const thrown = /^(?<type>[\w.]*(?:Error|Exception)): (?<message>.+)$/.exec(finding.message)?.groups;
  const isWarning = finding.severity === "warning" || /^\w*Warning: /.test(finding.message);
  return {
    from: "finding",
    kind: compiled.test(language) ? "compile" : "lint",
    type: finding.code ?? thrown?.["type"] ?? (isWarning ? "Warning" : "Error"),
    message: (thrown?.["message"] ?? finding.message.replace(/^\[(?:ERROR|WARNING)\] /, "")).slice(
      0,
      errorLimits.messageCharacters,
    ),
    severity: isWarning ? "warning" : "error",
    language,
    place: { file: finding.file, line: finding.line, column: finding.column },
    frames: [],
    causes: [],
    context: [line],
    number,
    since: at,
    at,
  };
}

/** Characters of a line of context, and frames of an error behind another, that are told: an event has 64 KiB. */
const MAX_CONTEXT_CHARACTERS = 300;
const MAX_CAUSE_FRAMES = 10;
/** Characters of all of it as JSON, of up to three bytes each; and how many are left of each list where it is more. */
const MAX_CHARACTERS = 20_000;
const FEW = 5;

type Report = ErrorReport & { readonly kind: ErrorKind };

/** What is told of it; where that would not fit into an event, the beginning of everything. */
export function reportOf({ from: _from, since: _since, at: _at, ...candidate }: Candidate): Report {
  const report: Report = {
    ...candidate,
    context: candidate.context.map((line) => line.slice(0, MAX_CONTEXT_CHARACTERS)),
    frames: candidate.frames.slice(0, errorLimits.frames).map(shortened),
    causes: candidate.causes.map((cause) => ({
      ...cause,
      frames: cause.frames.slice(0, MAX_CAUSE_FRAMES).map(shortened),
    })),
  };
  if (JSON.stringify(report).length <= MAX_CHARACTERS) return report;
  return {
    ...report,
    context: report.context.slice(0, FEW),
    frames: report.frames.slice(0, FEW),
    causes: report.causes.slice(0, FEW).map((cause) => ({ ...cause, frames: cause.frames.slice(0, FEW) })),
  };
}

/** A frame whose names have a length that a person reads. */
function shortened(frame: Frame): Frame {
  return { ...frame, file: frame.file.slice(0, MAX_CONTEXT_CHARACTERS), function: frame.function.slice(0, 100) };
}

/** The one of them that `added` is the same as, or a part of; the newest that fits. */
export function sameAs(candidates: readonly Candidate[], added: Candidate): Candidate | undefined {
  return candidates.findLast((one) => isSame(one, added));
}

function isSame(one: Candidate, added: Candidate): boolean {
  const places = comparePlaces(one.place, added.place);
  // A runtime names the place of a throw, and then the error, whose best frame may be another.
  if (isThrow(one, added) || isThrow(added, one)) return true;
  const said = one.message === "" || added.message === "" || holds(one.message, added.message);
  // One tool may find several things on one line.
  if (places === "same" && one.from !== added.from && said) return true;
  if (places === "different") return isOfItsFile(one, added) || isOfItsFile(added, one);
  if (said && one.from !== added.from) return true;
  if (said && places === "unknown" && one.message === added.message && one.type === added.type)
    return added.at - one.at <= 3;
  // What a logger said, right before the error that it logged.
  return one.from === "logged" && added.from === "trace" && added.since - one.at <= 2;
}

function isThrow(finding: Candidate, trace: Candidate): boolean {
  if (finding.from !== "finding" || trace.from !== "trace" || trace.message.length < 3) return false;
  if (finding.message === trace.message) return true;
  // "Uncaught TypeError: text", "** (KeyError) text".
  const { message } = finding;
  return message.endsWith(trace.message) && message.slice(0, -trace.message.length).includes(trace.type);
}

/** What a compiler throws within itself is about the file that a finding of the same words names. */
function isOfItsFile(finding: Candidate, trace: Candidate): boolean {
  if (finding.from !== "finding" || trace.from !== "trace" || trace.message.length < 8) return false;
  return finding.message.includes(trace.message) && isForeignPlace(trace.place) && !isForeignPlace(finding.place);
}

function isForeignPlace(place: Place | null): boolean {
  return place !== null && isForeign(place.file);
}

function holds(a: string, b: string): boolean {
  return a.includes(b) || b.includes(a);
}

function comparePlaces(a: Place | null, b: Place | null): "same" | "different" | "unknown" {
  if (a === null || b === null) return "unknown";
  const isSameFile =
    a.file === b.file ||
    a.file.endsWith(`/${b.file.replace(/^\.\//, "")}`) ||
    b.file.endsWith(`/${a.file.replace(/^\.\//, "")}`);
  if (!isSameFile) return "different";
  return a.line === b.line || a.line === null || b.line === null ? "same" : "different";
}

/** Both as one; it keeps the number of the one that came first. */
export function joined(one: Candidate, added: Candidate): Candidate {
  const [better, other] = ranks[added.from] >= ranks[one.from] ? [added, one] : [one, added];
  const isPlain = better.type === "Error" && other.from !== "rule" && other.type !== "";
  const order = { critical: 2, error: 1, warning: 0 } as const;
  return {
    ...better,
    type: isPlain ? other.type : better.type,
    message: better.message === "" ? other.message : better.message,
    kind: better.from === "trace" && better.frames.length === 0 && other.from === "finding" ? other.kind : better.kind,
    language: better.language === "" ? other.language : better.language,
    place: other.place !== null && isForeignPlace(better.place) ? other.place : (better.place ?? other.place),
    severity: order[other.severity] > order[better.severity] ? other.severity : better.severity,
    context: [...one.context, ...added.context].slice(0, errorLimits.contextLines),
    number: one.number,
    since: one.since,
  };
}
