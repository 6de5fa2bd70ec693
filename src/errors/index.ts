/** What tools report: recognised in their output, line by line. Pure. */

export type { Candidate } from "./candidates.ts";
export { FindingReader } from "./findings/reader.ts";
export { ErrorReader, type LineGravity } from "./reader.ts";
export { builtIn } from "./rules/compile.ts";
export type { ErrorReport, ErrorSeverity, Finding, Frame, Place, Thrown } from "./types.ts";
