/** What tools report: recognised in their output, line by line. Pure. */

export { reportOf } from "./candidates.ts";
export { FindingReader } from "./findings/reader.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { type ErrorGroup, ErrorGroups, type ErrorLocation, type ErrorSighting, errorTopics } from "./groups.ts";
export { laneOf } from "./prefix.ts";
export { ErrorReader, type ErrorReaderParts } from "./reader.ts";
export { builtIn } from "./rules/compile.ts";
export type { RuleSet } from "./rules/types.ts";
export { ErrorTeller } from "./teller.ts";
export type { Finding, Frame, Thrown } from "./types.ts";
