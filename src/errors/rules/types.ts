/** Rules for errors that one line tells: data, in the form of `error_parsing.toml`. */

import type { ErrorSeverity } from "../types.ts";

/** What an error is about. */
export type ErrorKind = "runtime" | "compile" | "lint" | "test" | "network" | "database" | "log";

/** A rule as it is written: `[error_patterns.<group>.<name>]`. */
export interface RuleText {
  /** A regular expression; what it finds in a line makes the line an error. */
  readonly pattern: string;
  readonly type: string;
  readonly severity?: ErrorSeverity;
  readonly kind?: ErrorKind;
  readonly language?: string;
  /** False: deeper lines that follow belong to it. */
  readonly single_line?: boolean;
  readonly description?: string;
  /** A line that it fits is no error, whatever else says so. */
  readonly ignore?: boolean;
}

/** What is needed of a compiled pattern. */
export interface Matcher {
  test(text: string): boolean;
}

/** A rule that works. */
export interface Rule {
  /** `database.mongo_error` */
  readonly name: string;
  readonly matcher: Matcher;
  readonly type: string;
  readonly severity: ErrorSeverity;
  readonly kind: ErrorKind;
  readonly language: string;
  readonly singleLine: boolean;
  readonly ignore: boolean;
}

/** All that decides what one line says. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Words that make any error critical. */
  readonly criticalWords: readonly string[];
}
