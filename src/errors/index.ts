/** What tools report: recognised in their output, line by line. Pure. */

export { FindingReader } from "./findings/reader.ts";
export type { Finding } from "./types.ts";
