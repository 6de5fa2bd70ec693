/** The log ring under load: order, loss, records that come twice or torn. */

import { door, type Words } from "../../../core/memory/index.ts";
import { LogBatch, LogRing, type WriteOptions } from "../../../core/ring/index.ts";
import type { Litmus } from "./litmus.ts";

interface Shared {
  readonly ring: SharedArrayBuffer;
  /** How many producers have ended, and how many readers read: producers wait for those. */
  readonly state: Words;
}

const ENDED = 0;
const READING = 16;

const encoder = new TextEncoder();

/** Both numbers and a run whose character and length follow from them. */
function textOf(producer: number, index: number): string {
  return `${producer}:${index}:${String.fromCharCode(97 + (index % 26)).repeat((index * 7) % 61)}`;
}

/** Writes until the time is over; returns how many records. */
function produce(ring: LogRing, producer: number, isOver: () => boolean, size: number, options: WriteOptions): number {
  const writer = ring.writer();
  const batch = new LogBatch({ records: size, bytes: size * 256 });
  let index = 0;
  while (!isOver()) {
    batch.clear();
    for (let record = 0; record < size; record++, index++) {
      const fields = { time: index, source: producer, stream: 0, level: 2, flags: 0, group: index } as const;
      batch.add(fields, encoder.encode(textOf(producer, index)));
    }
    writer.write(batch, options);
  }
  return index;
}

/** Reads on until the producers have ended; throws for a record that is torn or out of order. Returns read and dropped. */
function follow(shared: Shared, producers: number, gated: boolean): number[] {
  const ring = LogRing.attach(shared.ring);
  const follower = gated ? ring.gate(0) : ring.reader().follow(0);
  door.add(shared.state, READING, 1);
  door.notify(shared.state, READING, Number.POSITIVE_INFINITY);
  const last = new Map<number, number>();
  let read = 0;
  let dropped = 0;
  for (;;) {
    const isEnd = door.load(shared.state, ENDED) === producers;
    const part = follower.next(256);
    dropped += part.dropped;
    read += part.records.length;
    for (const { source, group, time, text } of part.records) {
      if (text !== textOf(source, group) || time !== group)
        throw new Error(`torn: ${source}, ${group}, ${time}, ${text}`);
      if (group <= (last.get(source) ?? -1)) throw new Error(`record ${group} of producer ${source} came again`);
      if (dropped === 0 && group !== (last.get(source) ?? -1) + 1) throw new Error(`a record of ${source} is missing`);
      last.set(source, group);
    }
    if (part.records.length > 0 || part.dropped > 0) continue;
    if (isEnd) return [read, dropped];
    follower.wait(50);
  }
}

function load(
  name: string,
  size: { slots: number; bytes: number },
  batch: number,
  readers: number,
  gated: boolean,
): Litmus<Shared> {
  const producers = 2;
  return {
    name: `log-ring/${name}`,
    primitive: "log-ring",
    threads: producers + readers,
    share: () => ({ ring: LogRing.create(size).buffer, state: new Int32Array(new SharedArrayBuffer(128)) }),
    run(shared, thread, isOver) {
      if (thread >= producers) return follow(shared, producers, gated);
      const { state } = shared;
      while (door.load(state, READING) < readers) door.wait(state, READING, door.load(state, READING), 100);
      const written = produce(LogRing.attach(shared.ring), thread, isOver, batch, { gated });
      door.add(shared.state, ENDED, 1);
      return [written];
    },
    check(results) {
      const written = results.slice(0, producers).reduce((total, [own = 0]) => total + own, 0);
      const counts: Record<string, number> = { written };
      for (const [reader, [read = 0, dropped = 0]] of results.slice(producers).entries()) {
        if (read + dropped !== written) throw new Error(`${read} read and ${dropped} dropped of ${written}`);
        if (gated && dropped > 0) throw new Error(`${dropped} records were lost at a gate`);
        counts[`read ${reader}`] = read;
        counts[`dropped ${reader}`] = dropped;
      }
      return { steps: written * (1 + readers), counts };
    },
  };
}

export const logRingLitmus = [
  load("single-records", { slots: 1 << 14, bytes: 1 << 21 }, 1, 1, false),
  load("batches", { slots: 1 << 16, bytes: 1 << 23 }, 16, 1, false),
  load("overtaken", { slots: 64, bytes: 8192 }, 4, 2, false),
  load("gated", { slots: 1024, bytes: 1 << 17 }, 16, 1, true),
] as const;
