/** Records as the benchmarks write them. */

import { LogBatch, level, type RecordFields, stream } from "../../../core/index.ts";

export const RECORD_BYTES = 100;
export const BATCH = 64;

export function fieldsOf(source: number): RecordFields {
  return { time: Date.now(), source, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
}

/** A batch of `count` records of 100 bytes. */
export function batchOf(count: number): LogBatch {
  const batch = new LogBatch();
  const line = new Uint8Array(RECORD_BYTES).fill(0x61);
  for (let index = 0; index < count; index++) batch.add(fieldsOf(1), line);
  return batch;
}

/** The line of record `number` of a producer (0 to 25): four bytes of the number, then the producer's letter. */
export function fillLine(line: Uint8Array, producer: number, number: number): void {
  if (line[4] !== 0x61 + producer) line.fill(0x61 + producer);
  line[0] = number;
  line[1] = number >> 8;
  line[2] = number >> 16;
  line[3] = number >> 24;
}
