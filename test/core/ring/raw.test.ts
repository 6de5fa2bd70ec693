import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../../core/claims/index.ts";
import { claimEntry, claimWord } from "../../../core/claims/layout.ts";
import {
  flag,
  LogBatch,
  type LogFollower,
  type LogGate,
  type LogRecord,
  LogRing,
  level,
  limits,
  stream,
} from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { fields, writeLines, writeTexts } from "./lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The records of one run, put together from its bytes. */
function decoded(follower: LogFollower | LogGate, limit: number): { records: LogRecord[]; dropped: number } {
  const { records: raw, dropped } = follower.nextRaw(limit);
  const records = Array.from({ length: raw.count }, (_, index) => {
    const styledFrom = raw.start(index) + raw.plainBytes(index);
    const styled = raw.bytes.subarray(styledFrom, styledFrom + raw.styledBytes(index));
    return {
      sequence: raw.first + index,
      time: raw.time(index),
      source: raw.source(index),
      stream: raw.stream(index),
      level: raw.level(index),
      flags: raw.flags(index),
      group: raw.group(index),
      text: decoder.decode(raw.bytes.subarray(raw.start(index), styledFrom)),
      styled: styled.length === 0 ? undefined : decoder.decode(styled),
    };
  });
  return { records, dropped };
}

test("raw records hold what decoded ones do", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const batch = new LogBatch();
  const of = fields({ source: 7, stream: stream.stderr, level: level.warn, flags: flag.url, group: 9, time: 1.25 });
  batch.add(of, encoder.encode("ÄÖ one"), encoder.encode("\x1b[1mÄÖ one"));
  batch.add(fields(), encoder.encode(""));
  batch.add(fields({ time: 2 }), encoder.encode("three"));
  ring.writer().write(batch);
  const follower = ring.reader().follow(0);
  const expected = ring.reader().range(0, 9).records;
  assert.deepEqual(decoded(follower, 2), { records: expected.slice(0, 2), dropped: 0 });
  assert.equal(follower.cursor, 2);
  assert.deepEqual(decoded(follower, 0), { records: [], dropped: 0 });
  assert.deepEqual(decoded(follower, 100), { records: expected.slice(2), dropped: 0 });
  assert.deepEqual(decoded(follower, 100), { records: [], dropped: 0 });
  assert.equal(follower.cursor, 3);
});

test("run after run gives every record once, or counts it", () => {
  const COUNT = limits.windowRecords * 6;
  const ring = LogRing.create({ slots: 4096, bytes: 1 << 17 });
  writeLines(ring.writer(), 1, COUNT, 100);
  const oldest = ring.reader().oldest();
  assert.ok(oldest > limits.windowRecords);
  const follower = ring.reader().follow(0);
  const read: LogRecord[] = [];
  let dropped = 0;
  for (let part = decoded(follower, COUNT); part.records.length > 0; part = decoded(follower, COUNT)) {
    read.push(...part.records);
    dropped += part.dropped;
  }
  assert.equal(dropped, oldest);
  assert.deepEqual(read, ring.reader().range(oldest, COUNT).records);
  assert.deepEqual([ring.counters().dropped, ring.counters().gaps], [oldest, 1]);
});

test("abandoned records end a run, and are counted by the next", () => {
  const layout = RingLayout.create(64, 4096);
  const ring = LogRing.attach(layout.buffer);
  const claims = new Claims(layout.claims);
  writeTexts(ring.writer(), ["one", "two"]);
  const { ticket } = claims.claim(3, 16);
  layout.claims.table[claimEntry(ticket) + claimWord.owner] = 99;
  writeTexts(ring.writer(), ["three"]);
  assert.equal(ring.threadDied(99), 1);
  const follower = ring.reader().follow(0);
  const texts = () => {
    const { records, dropped } = decoded(follower, 10);
    return [...records.map((record) => record.text), dropped];
  };
  assert.deepEqual(texts(), ["one", "two", 0]);
  assert.deepEqual(texts(), ["three", 3]);
  assert.deepEqual(texts(), [0]);
});

test("a gate lets producers overwrite what it has handed out as bytes", () => {
  const ring = LogRing.create({ slots: 4, bytes: 1024 });
  const writer = ring.writer();
  const gate = ring.gate();
  for (let index = 0; index < 4; index++) writer.append(fields({ group: index }), encoder.encode("x"), { gated: true });
  assert.deepEqual(
    decoded(gate, 3).records.map((record) => record.group),
    [0, 1, 2],
  );
  for (let index = 0; index < 3; index++) writer.append(fields(), encoder.encode("y"), { gated: true });
  assert.equal(writer.tryWrite(batchOf("z"), { gated: true }), undefined);
});

function batchOf(text: string): LogBatch {
  const batch = new LogBatch({ records: 1 });
  batch.add(fields(), encoder.encode(text));
  return batch;
}
