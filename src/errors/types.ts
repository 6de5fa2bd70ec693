/** What is recognised in the output of tools: plain data. */

/** How bad it is. `note`: a remark that belongs to another finding. */
export type Severity = "error" | "warning" | "info" | "note";

/** What a compiler or linter says of a place in a file. */
export interface Finding {
  /** As the tool wrote it. */
  readonly file: string;
  /** From 1; null where the tool names a file alone. */
  readonly line: number | null;
  /** From 1, as the tool counts; null where it names none. */
  readonly column: number | null;
  readonly severity: Severity | null;
  /** The tool's name for the rule: `TS2345`, `E0308`, `no-unused-vars`. */
  readonly code: string | null;
  /** One line; empty where the tool says nothing. */
  readonly message: string;
}

/** A place in a file. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number | null;
  readonly column: number | null;
}

/** One line of a stack trace. */
export interface Frame extends Place {
  /** Empty where the trace names none. */
  readonly function: string;
  /** Whether it is the project's own code, and not a library's or the runtime's. */
  readonly own: boolean;
}

/** A thrown error, or one that caused it. */
export interface Thrown {
  readonly type: string;
  readonly message: string;
  readonly frames: readonly Frame[];
}

/** How bad an error is, for a person: `critical` ends the process. */
export type ErrorSeverity = "critical" | "error" | "warning";

/** One error as it stands in the output: of one stream, from one place in it. */
export interface ErrorReport extends Thrown {
  readonly severity: ErrorSeverity;
  /** `javascript`, `python`, `go` …; empty where nothing tells it. */
  readonly language: string;
  /** Where a person should look first: the best frame of the project's own code; null where none is named. */
  readonly place: Place | null;
  /** The errors behind it, the nearest first; the members of an aggregate one. */
  readonly causes: readonly Thrown[];
  /** Its lines as printed, plain; the first `errorLimits.contextLines` of them. */
  readonly context: readonly string[];
  /** What it has been given as number while it was read: the group field of its lines in the log. */
  readonly number: number;
}
