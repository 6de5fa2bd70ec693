/** Puts the pieces of long lines together. */

import { flag, type LogRecord, stream } from "../../core/index.ts";

/** Characters of a line that are put together from its records; what is longer goes on in a new line. */
const MAX_JOINED = 1_000_000;

/** A line that is to be printed. */
export interface NamedLine {
  readonly record: LogRecord;
  readonly name: string;
}

/** The pieces of one line follow each other in their stream, with lines of others between. */
export class LineJoiner {
  readonly #open = new Map<string, NamedLine>();

  /** The lines that are whole now: none while this one goes on; one more where the rest of one before it was left out. */
  lines(record: LogRecord, name: string): NamedLine[] {
    if (record.stream === stream.system) return [{ record, name }];
    const key = `${record.source}/${record.stream}`;
    const before = this.#open.get(key);
    this.#open.delete(key);
    const isRest = (record.flags & flag.continuation) !== 0;
    const whole = before === undefined || !isRest ? record : joined(before.record, record);
    const done = before === undefined || isRest ? [] : [before];
    const isOpen = (record.flags & flag.continued) !== 0 && (whole.styled ?? whole.text).length < MAX_JOINED;
    if (!isOpen) return [...done, { record: whole, name }];
    this.#open.set(key, { record: whole, name });
    return done;
  }

  /** Nothing comes any more: what has come of lines that are not whole. */
  end(): NamedLine[] {
    const rest = [...this.#open.values()];
    this.#open.clear();
    return rest;
  }
}

function joined(before: LogRecord, after: LogRecord): LogRecord {
  const isStyled = before.styled !== undefined || after.styled !== undefined;
  const styled = isStyled ? (before.styled ?? before.text) + (after.styled ?? after.text) : undefined;
  return { ...after, text: before.text + after.text, styled };
}
