/** Log records as lines of JSON. */

import { type LogRecord, level, stream } from "../../core/index.ts";
import { timestampOf } from "../logs/index.ts";
import { type LineForm, LineJoiner } from "./output.ts";

const levelNames = Object.keys(level);
const streamNames = Object.keys(stream);

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
    const whole = this.#joiner.whole(record);
    if (whole === undefined) return "";
    const printed = timestampOf(whole.text, whole.time);
    return line({
      sequence: whole.sequence,
      time: new Date(whole.time).toISOString(),
      process: whole.source === 0 ? "brum" : name,
      stream: streamNames[whole.stream],
      level: levelNames[whole.level],
      text: whole.text,
      ...(printed === undefined ? {} : { printed: new Date(printed).toISOString() }),
      ...(whole.group === 0 ? {} : { group: whole.group }),
    });
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
    return "";
  }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
