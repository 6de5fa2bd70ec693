/** Lines of the control socket as records of the log. */

import { type LogRecord, level, stream } from "../../../core/index.ts";
import type { LogLine } from "../../control/index.ts";

/** As it was in the log. */
export function recordOf({ name: _, stream: of, level: at, styled, ...rest }: LogLine): LogRecord {
  return { ...rest, stream: stream[of], level: level[at], styled };
}
