/** Log lines of the stress run: each tells who wrote it and is known to be whole. */

import { type LogRecord, level, type RecordFields, stream } from "../../core/index.ts";

/** Different bodies of lines, of changing length: made once, so that making and checking lines costs little. */
const BODIES = 1024;
const bodies: readonly string[] = Array.from({ length: BODIES }, (_, number) => {
  const length = (Math.imul(number, 0x9e3779b1) >>> 23) % 160;
  return ` line ${number} ${String.fromCharCode(0x61 + (number % 26)).repeat(length)}.`;
});
/** A text that some lines have. */
export const soughtText = "line 77 ";

/** The text that writer `source` gives to its line `number`: all of it follows from the two. */
function textOf(source: number, number: number): string {
  return source + (bodies[number % BODIES] ?? "");
}

/** The lines of one writer as bytes. */
export class LineBytes {
  readonly #lines: readonly Uint8Array[];

  constructor(source: number) {
    const encoder = new TextEncoder();
    this.#lines = bodies.map((_, number) => encoder.encode(textOf(source, number)));
  }

  of(number: number): Uint8Array {
    return this.#lines[number % BODIES] ?? new Uint8Array();
  }
}

/** The fields of a line; `group` is its number. Every hundredth is an error. Who writes many at once looks at the clock once. */
export function fieldsOf(source: number, number: number, time: number = Date.now()): RecordFields {
  const isError = number % 100 === 99;
  return {
    time,
    source,
    stream: isError ? stream.stderr : stream.stdout,
    level: isError ? level.error : level.info,
    flags: 0,
    group: number,
  };
}

/** Whether a record is just what its writer wrote. */
export function isWhole({ source, group, text }: LogRecord): boolean {
  return text === textOf(source, group);
}
