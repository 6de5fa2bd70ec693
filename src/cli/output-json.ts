/** Log records as lines of JSON. */

import { type LogRecord, levelNames, streamNames } from "../../core/index.ts";
import { timestampOf } from "../logs/index.ts";
import { LineJoiner, type NamedLine } from "./line-joiner.ts";
import type { LineForm } from "./output.ts";

/**
 * One object a line (NDJSON). A line of a process: `sequence`, `time` (RFC 3339, UTC), `process` (`brum` for what is of no
 * process), `stream` (`stdout`, `stderr`, `system` for what Brummer says), `level`, `text` (without colours); `printed`, the
 * time that the line itself gives, and `group`, the number of the error that it belongs to, where there is one. What was lost:
 * `missed`, and `leftOut` for what is not printed because the program ends, each a number. These fields stay as they are; new
 * ones may come.
 */
export class JsonFormat implements LineForm {
  readonly #joiner = new LineJoiner();

  expect(): void {}

  record(record: LogRecord, name: string): string {
    return this.#joiner.lines(record, name).map(objectOf).join("");
  }

  apart(): string {
    return "";
  }

  dropped(count: number): string {
    return line({ missed: count });
  }

  leftOut(count: number): string {
    return line({ leftOut: count });
  }

  end(): string {
    return this.#joiner.end().map(objectOf).join("");
  }
}

function objectOf({ record, name }: NamedLine): string {
  const { sequence, time, source, text, group } = record;
  const printed = timestampOf(text, time);
  return line({
    sequence,
    time: new Date(time).toISOString(),
    process: source === 0 ? "brum" : name,
    stream: streamNames[record.stream],
    level: levelNames[record.level],
    text,
    ...(printed === undefined ? {} : { printed: new Date(printed).toISOString() }),
    ...(group === 0 ? {} : { group }),
  });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
