import { measure } from "mitata";
import {
  LogBatch,
  LogRing,
  level,
  limits,
  Mutex,
  type RecordFields,
  setLockOrderChecks,
  stream,
} from "../../core/index.ts";
import type { BenchRow } from "./row.ts";
import type { Target } from "./run.ts";

/** The part of the core's figures that the log ring and the mutex have so far. */
export const targets: Readonly<Record<string, Target>> = {
  "ring write, batches of 64": { of: "value", limit: 30 },
  "ring write, one by one": { of: "value", limit: 6 },
  "read and decode 100 records": { of: "value", limit: 30 },
  "mutex, uncontended": { of: "ratio", limit: 3 },
};

const RECORD_BYTES = 100;
const BATCH = 64;
const line = new Uint8Array(RECORD_BYTES).fill(0x61);

/** One thread's work on the core: writing, reading, locking. */
export async function suite(): Promise<BenchRow[]> {
  // As it costs without the check of the order of locks, which is for development.
  setLockOrderChecks(false);
  const ring = LogRing.create();
  const writer = ring.writer();
  const reader = ring.reader();
  const many = batchOf(BATCH);
  const one = batchOf(1);
  const copy = await nanoseconds(memoryCopy());
  const batched = await nanoseconds(() => writer.write(many));
  const single = await nanoseconds(() => writer.write(one));
  const latest = reader.latest();
  const read = await nanoseconds(() => reader.range(latest - 100, latest));
  const words = new Int32Array(new SharedArrayBuffer(Mutex.BYTES));
  const mutex = new Mutex(words, 0, { name: "bench", rank: 1 });
  const locked = await nanoseconds(() => {
    mutex.lock();
    mutex.unlock();
  });
  const counter = new Int32Array(new SharedArrayBuffer(64));
  const added = await nanoseconds(() => Atomics.add(counter, 0, 1));
  const memory = { name: "memory copy", value: (BATCH * 1000) / copy };
  return [
    rate("ring write, batches of 64", (BATCH * 1000) / batched, memory),
    rate("ring write, one by one", 1000 / single, null),
    cost("read and decode 100 records", read / 1000, "µs", null),
    cost("mutex, uncontended", locked, "ns", { name: "Atomics.add", value: added }),
  ];
}

function batchOf(count: number): LogBatch {
  const batch = new LogBatch();
  const fields: RecordFields = {
    time: Date.now(),
    source: 1,
    stream: stream.stdout,
    level: level.info,
    flags: 0,
    group: 0,
  };
  for (let index = 0; index < count; index++) batch.add(fields, line);
  return batch;
}

/** Copies the bytes of one batch into shared memory, through as many bytes as the ring has and round again. */
function memoryCopy(): () => void {
  const target = new Uint8Array(new SharedArrayBuffer(limits.ringBytes));
  const source = new Uint8Array(BATCH * RECORD_BYTES).fill(0x61);
  let at = 0;
  return () => {
    target.set(source, at);
    at = at + 2 * source.length > target.length ? 0 : at + source.length;
  };
}

/** Median nanoseconds of one call. */
async function nanoseconds(work: () => unknown): Promise<number> {
  return (await measure(work)).p50;
}

function rate(name: string, value: number, baseline: BenchRow["baseline"]): BenchRow {
  const ratio = baseline === null ? null : value / baseline.value;
  return { suite: "core", name, value, unit: "M records/s", higherIsBetter: true, baseline, ratio };
}

function cost(name: string, value: number, unit: string, baseline: BenchRow["baseline"]): BenchRow {
  const ratio = baseline === null ? null : value / baseline.value;
  return { suite: "core", name, value, unit, higherIsBetter: false, baseline, ratio };
}
