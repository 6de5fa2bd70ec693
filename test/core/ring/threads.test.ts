import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Claims } from "../../../core/claims/index.ts";
import { control } from "../../../core/claims/layout.ts";
import { type LogRecord, LogRing } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { beside } from "../worker.ts";
import { lineOf, writeTexts } from "./lines.ts";

interface Producers {
  readonly sources: number;
  readonly count: number;
  readonly size: number;
}

function startProducers(buffer: SharedArrayBuffer, { sources, count, size }: Producers) {
  const state = { running: sources, failed: undefined as unknown };
  for (let source = 0; source < sources; source++) {
    const worker = new Worker(beside("./producer.worker", import.meta.url), {
      workerData: { buffer, source, count, size },
    });
    worker.on("message", () => state.running--);
    worker.on("error", (error) => {
      state.failed = error;
      state.running--;
    });
  }
  return state;
}

/** Follows until the producers are done and all is read; checks each record against what its producer wrote. */
async function followAll(ring: LogRing, producers: Producers, atOnce: number) {
  const state = startProducers(ring.buffer, producers);
  const follower = ring.reader().follow(0);
  const last = new Map<number, number>();
  let read = 0;
  let dropped = 0;
  let sequence = 0;
  const check = (record: LogRecord) => {
    assert.equal(record.text, lineOf(record.source, record.group), "torn");
    assert.equal(record.time, record.group, "torn");
    assert.ok(record.group > (last.get(record.source) ?? -1), "out of a producer's order");
    last.set(record.source, record.group);
  };
  for (;;) {
    const ended = state.running === 0;
    const part = follower.next(atOnce);
    for (const record of part.records) {
      assert.ok(record.sequence >= sequence, "out of order");
      sequence = record.sequence + 1;
      check(record);
    }
    read += part.records.length;
    dropped += part.dropped;
    assert.equal(read + dropped, follower.cursor);
    if (part.records.length === 0 && part.dropped === 0) {
      if (ended) break;
      await follower.waitAsync(20);
    } else {
      // Lets the workers' messages in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  assert.equal(state.failed, undefined);
  return { read, dropped };
}

for (const size of [1, 16]) {
  test(`several producers, batches of ${size}: nothing lost, torn or out of order`, async () => {
    const ring = LogRing.create({ slots: 1 << 15, bytes: 1 << 22 });
    assert.deepEqual(await followAll(ring, { sources: 3, count: 6000, size }, 500), { read: 18000, dropped: 0 });
    assert.equal(ring.reader().latest(), 18000);
  });

  test(`a reader on a tiny ring, batches of ${size}: what it is overtaken by is counted, the rest is whole`, async () => {
    const ring = LogRing.create({ slots: 64, bytes: 8192 });
    const { read, dropped } = await followAll(ring, { sources: 3, count: 6000, size }, 50);
    assert.equal(read + dropped, 18000);
    assert.ok(read >= 1);
  });
}

test("a claim that is not committed for long is not lapped: other producers wait, and go on after it", async () => {
  const layout = RingLayout.create(16, 4096);
  const claims = new Claims(layout.claims);
  const place = claims.claim(1, 8);
  const state = startProducers(layout.buffer, { sources: 1, count: 100, size: 1 });
  // The second word of an event count is its number of waiters.
  for (let tries = 0; Atomics.load(layout.claims.control, control.room + 1) === 0 && state.running > 0; tries++) {
    assert.ok(tries < 1000, "the producer neither waits nor ends");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.equal(state.running, 1, "the producer went on past half of the ring");
  assert.equal(claims.claimed().sequence, 8);
  assert.equal(claims.committed(), 0);
  claims.commit(place.ticket);
  const reader = LogRing.attach(layout.buffer).reader();
  for (let tries = 0; reader.latest() < 101; tries++) {
    assert.ok(tries < 1000, "the producer did not go on");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  assert.deepEqual(
    reader.range(85, 101).records.map((record) => record.text),
    Array.from({ length: 16 }, (_, index) => lineOf(0, 84 + index)),
  );
});

test("a follower that blocks is woken by a write in another thread", async () => {
  const ring = LogRing.create({ slots: 64, bytes: 8192 });
  const worker = new Worker(beside("./follower.worker", import.meta.url), {
    workerData: { buffer: ring.buffer, count: 3, timeoutMs: 10_000 },
  });
  await once(worker, "message");
  // The worker comes to wait before the first write, or reads it at once: both must work, so both are tried.
  for (
    let tries = 0;
    tries < 1000 && Atomics.load(RingLayout.attach(ring.buffer).claims.control, control.arrival + 1) === 0;
    tries++
  ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const received = once(worker, "message");
  writeTexts(ring.writer(), ["one", "two", "three"]);
  assert.deepEqual(await received, [["one", "two", "three"]]);
});
