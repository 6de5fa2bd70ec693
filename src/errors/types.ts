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
