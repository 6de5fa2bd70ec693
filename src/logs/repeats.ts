/** Lines that repeat themselves. */

import type { LogRecord } from "../../core/index.ts";

/** The same process, the same words, the same level (the predecessor's rule). */
export function isRepeat(a: LogRecord, b: LogRecord): boolean {
  return a.source === b.source && a.text === b.text && a.level === b.level && a.stream === b.stream;
}
