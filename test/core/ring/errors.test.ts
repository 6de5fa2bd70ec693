import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../../core/claims/index.ts";
import { flag, LogBatch, LogRing, level, limits } from "../../../core/index.ts";
import { ErrorHistory } from "../../../core/ring/error-history.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { awake, startThread } from "../worker.ts";
import { fields, lineOf, lockAs, writeTexts } from "./lines.ts";

const encoder = new TextEncoder();

test("warnings and errors are kept a second time, with their place in the ring", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const writer = ring.writer();
  const batch = new LogBatch();
  for (const [text, at] of [
    ["starts", level.info],
    ["careful", level.warn],
    ["goes on", level.debug],
    ["broken", level.error],
    ["dead", level.fatal],
  ] as const) {
    batch.add(
      fields({ level: at, group: 7, flags: flag.error, time: 12.5 }),
      encoder.encode(text),
      encoder.encode(`*${text}*`),
    );
  }
  assert.equal(writer.write(batch), 0);
  batch.clear();
  batch.add(fields(), encoder.encode("fine"));
  writer.write(batch);
  writeTexts(writer, ["again"], { level: level.warn });
  const errors = ring.errors();
  const { records, dropped } = errors.range(0, 10);
  assert.equal(dropped, 0);
  const main = ring.reader().range(0, 10).records;
  assert.deepEqual(
    records,
    [1, 3, 4, 6].map((origin, sequence) => ({ ...main[origin], sequence, origin })),
  );
  assert.ok(main.every((record) => !("origin" in record)));
  assert.deepEqual(errors.at(2), records[2]);
  assert.deepEqual(errors.search({ text: "e", filter: { minLevel: level.error } }, 0, 1, 10), [1, 2]);
  assert.equal(ring.counters().errors, 4);
});

test("noise pushes records out of the ring, not errors", async () => {
  const ring = LogRing.create({ slots: 8, bytes: 1024, errors: { slots: 8 } });
  const follower = ring.errors().follow(0);
  writeTexts(ring.writer(), ["broken"], { level: level.error });
  writeTexts(ring.writer(), Array(100).fill("noise"));
  assert.equal(ring.reader().at(0), undefined);
  assert.equal(await follower.waitAsync(0), true);
  const [record] = follower.next(10).records;
  assert.deepEqual([record?.text, record?.origin, record?.level], ["broken", 0, level.error]);
});

test("who waits for the next error is woken by it, and not by other lines", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 16, bytes: 1024 });
    const follower = ring.errors().follow(0);
    const coming = follower.waitAsync(10_000);
    writeTexts(ring.writer(), ["noise"]);
    assert.equal(await follower.waitAsync(1), false);
    writeTexts(ring.writer(), ["broken"], { level: level.error });
    assert.equal(await coming, true);
  }));

test("an error ring that is full keeps the newest, and says how many it lost", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096, errors: { slots: 4 } });
  const writer = ring.writer();
  const texts = Array.from({ length: 20 }, (_, index) => `error ${index}`);
  for (const text of texts) {
    writeTexts(writer, ["noise"]);
    writer.append(fields({ level: level.error }), encoder.encode(text));
  }
  const follower = ring.errors().follow(0);
  const { records, dropped } = follower.next(100);
  assert.equal(dropped, 16);
  assert.deepEqual(
    records.map((record) => [record.text, record.origin]),
    texts.slice(16).map((text, index) => [text, 2 * (16 + index) + 1]),
  );
  assert.equal(ring.counters().dropped, 16);
});

test("a batch with more errors than the error ring takes at once goes into it in parts", () => {
  const ring = LogRing.create({ slots: 256, bytes: 1 << 20, errors: { slots: 16, bytes: 1 << 17 } });
  const batch = new LogBatch();
  const texts = Array.from({ length: 11 }, (_, index) =>
    `${index}`.repeat(index % 3 === 0 ? limits.recordBytes / 2 : 3),
  );
  for (const text of texts) {
    batch.add(fields({ level: level.warn }), encoder.encode(text), encoder.encode(text));
    batch.add(fields(), encoder.encode("noise"));
  }
  ring.writer().write(batch);
  const { records, dropped } = ring.errors().range(0, 100);
  assert.equal(dropped, 0);
  assert.deepEqual(
    records.map((record) => [record.text, record.styled, record.origin]),
    texts.map((text, index) => [text, text, 2 * index]),
  );
});

test("append writes a line as a batch of its own would, whatever its level and length", () => {
  const ring = LogRing.create({ slots: 64, bytes: 1 << 18 });
  const writer = ring.writer();
  const long = "é".repeat(limits.recordBytes);
  const of = fields({ flags: 2 ** 24 - 1, group: 3, source: 2 ** 31 - 1, time: 1.5 });
  assert.equal(writer.append(of, encoder.encode("plain ✓")), 0);
  assert.equal(writer.append(fields(), encoder.encode(long)), 1);
  assert.equal(writer.append(fields({ level: level.warn }), encoder.encode("careful")), 3);
  assert.equal(writer.append(fields(), new Uint8Array()), 4);
  const { records } = ring.reader().range(0, 10);
  const { text, styled, ...others } = records[0] ?? {};
  assert.deepEqual([text, styled], ["plain ✓", undefined]);
  assert.deepEqual(others, { ...of, flags: flag.abandoned - 1, sequence: 0 });
  assert.deepEqual(
    records.slice(1).map((record) => [record.text.length, record.flags]),
    [
      [limits.recordBytes / 2, flag.continued],
      [limits.recordBytes / 2, flag.continuation],
      [7, 0],
      [0, 0],
    ],
  );
  assert.equal(ring.errors().latest(), 1);
});

test("sizes of an error ring that cannot be", () => {
  for (const errors of [{ slots: 2 }, { slots: 24 }, { bytes: 64 }, { bytes: 100_000 }, { bytes: 2 ** 31 }]) {
    assert.throws(() => LogRing.create({ slots: 64, bytes: 1 << 18, errors }), {
      code: "ring.size",
      message: /error ring/,
    });
  }
});

test("where the error ring has no room the write goes on, and it is counted", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096, errors: { slots: 4 } });
  const claims = new Claims(RingLayout.attachErrors(ring.buffer).claims);
  const open = [claims.claim(1, 8), claims.claim(1, 8)];
  writeTexts(ring.writer(), ["broken"], { level: level.error });
  assert.equal(ring.reader().at(0)?.text, "broken");
  assert.equal(ring.errors().latest(), 0);
  assert.equal(ring.counters().errorsMissed, 1);
  for (const place of open) claims.commit(place.ticket);
});

test("where a dead thread holds the error ring's lock the write goes on, and it is counted", () => {
  const DEAD = 12_345;
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const { control } = RingLayout.attachErrors(ring.buffer).claims;
  lockAs(DEAD, control);
  assert.equal(ring.writer().append(fields({ level: level.error }), encoder.encode("broken")), 0);
  assert.deepEqual([ring.reader().latest(), ring.errors().latest(), ring.counters().errorsMissed], [1, 0, 1]);
  ring.threadDied(DEAD);
  writeTexts(ring.writer(), ["again"], { level: level.error });
  assert.equal(ring.errors().at(0)?.text, "again");
});

test("whoever holds the error ring's lock itself is told so", () => {
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const claims = new Claims(RingLayout.attachErrors(ring.buffer).claims);
  const write = () => writeTexts(ring.writer(), ["broken"], { level: level.error });
  assert.throws(() => claims.exclusively(write), { code: "lock.order" });
  assert.equal(ring.counters().errorsMissed, 0);
});

test("what is overwritten between an error and its place in the ring is not returned", () => {
  const layout = RingLayout.create(64, 4096, { slots: 4 });
  const ring = LogRing.attach(layout.buffer);
  const write = (texts: string[]) => writeTexts(ring.writer(), texts, { level: level.error });
  write(["old 0", "old 1", "old 2"]);
  const errors = RingLayout.attachErrors(layout.buffer);
  let isFirst = true;
  const interrupted = Object.create(errors, {
    originBytes: {
      get: () => {
        if (isFirst) write(["new 3", "new 4", "new 5"]);
        isFirst = false;
        return errors.originBytes;
      },
    },
  });
  const { records, dropped, next } = new ErrorHistory(interrupted).read(0, 3, 10);
  assert.deepEqual(
    records.map((record) => [record.text, record.origin]),
    [["old 2", 2]],
  );
  assert.deepEqual([dropped, next], [2, 3]);
});

test("several producers: each error is in both rings, whole, in its producer's order", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 1 << 13, bytes: 1 << 20, errors: { slots: 1 << 13 } });
    const threads = [0, 1, 2].map((source) =>
      startThread("./producer.worker", import.meta.url, {
        buffer: ring.buffer,
        source,
        count: 2000,
        size: 5,
        errors: true,
      }),
    );
    for (const thread of threads) {
      assert.equal(await thread.next(), "done");
      await thread.ended;
    }
    const reader = ring.reader();
    const next = [0, 0, 0];
    for (const { origin, sequence, ...error } of ring.errors().range(0, 10_000).records) {
      const { sequence: at, ...record } = reader.at(origin ?? -1) ?? { sequence: -1 };
      assert.deepEqual(record, error);
      assert.equal(at, origin);
      const index = next[error.source] ?? 0;
      assert.equal(error.text, lineOf(error.source, index));
      next[error.source] = index + 3;
    }
    assert.deepEqual(next, [2001, 2001, 2001]);
  }));
