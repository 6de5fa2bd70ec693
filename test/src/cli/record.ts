/** Records as the forms of output get them. */

import { type LogRecord, level, stream } from "../../../core/index.ts";

/** Makes records with a text: a process's plain lines, but for what `usual` and each call say. */
export function recordsWith(usual: Partial<LogRecord>): (text: string, more?: Partial<LogRecord>) => LogRecord {
  return (text, more) => ({
    sequence: 1,
    time: 0,
    source: 1,
    stream: stream.stdout,
    level: level.info,
    flags: 0,
    group: 0,
    styled: undefined,
    ...usual,
    ...more,
    text,
  });
}
