/** One thread at the log ring: writing in batches and one by one, reading what a screen shows. */

import { measure } from "mitata";
import { LogRing, limits } from "../../../core/index.ts";
import { baseline, npmPackage } from "../baselines.ts";
import { inTurn, type Loop, millions, progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { BATCH, batchOf, fieldsOf, RECORD_BYTES } from "./lines.ts";

export const targets: Targets = {
  "ring write, batches of 64": [
    { of: "value", limit: 30 },
    { of: "ratio", limit: 0.35 },
  ],
  "the same, beside ringbuf.js": [{ of: "ratio", limit: 5 }],
  "ring write, one by one": [{ of: "value", limit: 6 }],
  "read and decode 100 records": [{ of: "value", limit: 30 }],
};

const ROUNDS = 15;
const ROUND_MS = 60;

/** What is used of ringbuf.js: one producer, one consumer, bytes without borders. */
interface RingBuffer {
  push(bytes: Uint8Array): number;
  pop(bytes: Uint8Array): number;
}
interface RingbufJs {
  readonly RingBuffer: {
    new (buffer: SharedArrayBuffer, type: Uint8ArrayConstructor): RingBuffer;
    getStorageForCapacity(capacity: number, type: Uint8ArrayConstructor): SharedArrayBuffer;
  };
}

export async function ringRows(): Promise<BenchRow[]> {
  // Checked border: the pinned version of the package.
  const other = await baseline(
    "ringbuf.js",
    async () => (await import(await npmPackage("ringbuf.js", "0.4.0"))) as RingbufJs,
  );
  progress("core: ring, one producer");
  const ring = LogRing.create();
  const writer = ring.writer();
  const many = batchOf(BATCH);
  const fields = fieldsOf(1);
  const record = new Uint8Array(RECORD_BYTES).fill(0x61);
  const loops: Record<string, Loop> = {
    copy: memoryCopy(),
    batched: (times) => {
      for (let time = 0; time < times; time++) writer.write(many);
    },
    single: (times) => {
      for (let time = 0; time < times; time++) writer.append(fields, record);
    },
  };
  if (other !== undefined) {
    loops["passed"] = passing(other);
    loops["pushed"] = pushing(other, RECORD_BYTES);
    loops["staged"] = pushing(other, BATCH * RECORD_BYTES);
  }
  const took = inTurn(loops, { rounds: ROUNDS, roundMs: ROUND_MS });
  const rates = (name: string, each: number) => took[name] && millions(took[name], each);
  const rowOf = (name: string, samples: number[] = [], beside: string, other: number[] | undefined) =>
    row("core", {
      name,
      unit: "M records/s",
      higherIsBetter: true,
      samples,
      baseline: other && { name: beside, samples: other },
    });
  const batched = rates("batched", BATCH);
  return [
    rowOf("ring write, batches of 64", batched, "memory copy", rates("copy", BATCH)),
    rowOf("the same, beside ringbuf.js", batched, "push and pop of each", rates("passed", 1)),
    rowOf("the same, beside its pushes alone", batched, "push of each", rates("pushed", 1)),
    rowOf("the same, beside bytes without records", batched, "push of 64 at once", rates("staged", BATCH)),
    rowOf("ring write, one by one", rates("single", 1), "ringbuf.js, push and pop", rates("passed", 1)),
    await decodeRow(ring),
  ];
}

/** Copies the bytes of one batch into shared memory, through as many bytes as the ring has and round again. */
function memoryCopy(): Loop {
  const target = new Uint8Array(new SharedArrayBuffer(limits.ringBytes));
  const source = new Uint8Array(BATCH * RECORD_BYTES).fill(0x61);
  let at = 0;
  return (times) => {
    for (let time = 0; time < times; time++) {
      target.set(source, at);
      at = at + 2 * source.length > target.length ? 0 : at + source.length;
    }
  };
}

/**
 * ringbuf.js with records of 100 bytes, a push and a pop for each. It overwrites nothing, so a producer goes on only as fast
 * as somebody pops: this is the least that it can do for a record.
 */
function passing({ RingBuffer }: RingbufJs): Loop {
  const buffer = new RingBuffer(RingBuffer.getStorageForCapacity(limits.ringBytes, Uint8Array), Uint8Array);
  const record = new Uint8Array(RECORD_BYTES).fill(0x61);
  const taken = new Uint8Array(RECORD_BYTES);
  return (times) => {
    for (let time = 0; time < times; time++) {
      buffer.push(record);
      buffer.pop(taken);
    }
  };
}

/** ringbuf.js without the reader that it cannot do without: emptied by its two counters whenever it is full. */
function pushing({ RingBuffer }: RingbufJs, bytes: number): Loop {
  const storage = RingBuffer.getStorageForCapacity(limits.ringBytes, Uint8Array);
  const counters = new Uint32Array(storage, 0, 2);
  const buffer = new RingBuffer(storage, Uint8Array);
  const source = new Uint8Array(bytes).fill(0x61);
  const fill = Math.floor(limits.ringBytes / bytes);
  let pushed = 0;
  return (times) => {
    for (let time = 0; time < times; time++) {
      if (pushed === fill) {
        counters.fill(0);
        pushed = 0;
      }
      buffer.push(source);
      pushed++;
    }
  };
}

/** What a screen does for each frame. */
async function decodeRow(ring: LogRing): Promise<BenchRow> {
  const reader = ring.reader();
  const latest = reader.latest();
  const samples: number[] = [];
  for (let round = 0; round < 7; round++) {
    const { p50 } = await measure(() => reader.range(latest - 100, latest), { min_cpu_time: 50e6 });
    samples.push(p50 / 1000);
  }
  return row("core", { name: "read and decode 100 records", unit: "µs", higherIsBetter: false, samples });
}
