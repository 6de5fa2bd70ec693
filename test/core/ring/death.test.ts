import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../../core/claims/index.ts";
import { claimEntry, claimWord } from "../../../core/claims/layout.ts";
import { LogBatch, LogRing } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { awake, startThread, until } from "../worker.ts";
import { DEATH_RECORDS, fields, lineOf, lockAs, writeLines, writeTexts } from "./lines.ts";

/** Starts a thread that stops at `point`; `die` ends it there and returns the number that it had. */
async function startDying(ring: LogRing, point: string) {
  const thread = startThread("./dying.worker", import.meta.url, { buffer: ring.buffer, point });
  const id = await thread.next();
  assert.ok(typeof id === "number");
  return {
    id,
    die: async () => {
      await thread.terminate();
      await thread.ended;
    },
  };
}

/** The word of the gates' table that says whose the first gate is. */
const GATE_OWNER = 16;

const lost = ["claimed", "locked", "entry written", "claim counted"];
const whole = ["marked", "committed", "notifying"];

for (const point of [...lost, ...whole]) {
  test(`a producer that dies (${point}) stops nobody, and nothing of it is lost that was whole`, () =>
    awake(async () => {
      const LINES = 200;
      // Other producers may go on by half of the ring: they do not come to the end of their lines.
      const ring = LogRing.create({ slots: 256, bytes: 1 << 16 });
      writeTexts(ring.writer(), ["before"]);
      const { id, die } = await startDying(ring, point);
      const data = { buffer: ring.buffer, source: 5, count: LINES, size: 1 };
      const other = startThread("./producer.worker", import.meta.url, data);
      if (point === "claimed") {
        await until(() => ring.counters().roomWaits > 0, "the other producer to wait for room");
        assert.equal(ring.reader().latest(), 1, "nothing is committed past an open claim");
      }
      await die();
      const open = point === "claimed" || point === "claim counted" ? 1 : 0;
      assert.equal(ring.threadDied(id), open);
      assert.equal(ring.threadDied(id), 0, "a second time there is nothing to do");
      assert.equal(await other.next(), "done");
      await other.ended;

      const { records, dropped } = ring.reader().range(0, 1000);
      const lines = Array.from({ length: LINES }, (_, index) => lineOf(5, index));
      const texts = records.map((record) => record.text).filter((text) => text !== "d".repeat(8));
      assert.deepEqual(texts, ["before", ...lines]);
      assert.equal(records.length - texts.length, whole.includes(point) ? DEATH_RECORDS : 0);
      assert.equal(dropped, open * DEATH_RECORDS);
      const counters = ring.counters();
      assert.equal(counters.abandoned, open);
      assert.equal(counters.lockTakeovers, lost.indexOf(point) > 0 ? 1 : 0);
      assert.equal(counters.records, records.length + dropped);
    }));
}

for (const point of whole) {
  test(`a reader asleep is woken when the producer died (${point}) before it was told`, () =>
    awake(async () => {
      const ring = LogRing.create({ slots: 16, bytes: 1024 });
      const follower = ring.reader().follow(0);
      let isAwake = false;
      const coming = follower.waitAsync(10_000).then((isThere) => {
        isAwake = true;
        return isThere;
      });
      const { id, die } = await startDying(ring, point);
      await die();
      assert.equal(isAwake, false, "nobody has told it yet");
      ring.threadDied(id);
      assert.equal(await coming, true);
      assert.equal(follower.next(10).records.length, DEATH_RECORDS);
    }));
}

test("abandoned records are passed over by every kind of reading, and counted by followers", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 16, bytes: 1024 });
    writeTexts(ring.writer(), ["one"]);
    const { id, die } = await startDying(ring, "claimed");
    await die();
    assert.equal(ring.threadDied(id), 1);
    writeTexts(ring.writer(), ["two"]);
    const reader = ring.reader();
    assert.equal(reader.latest(), 4);
    assert.equal(reader.oldest(), 0);
    assert.equal(reader.at(1), undefined);
    assert.deepEqual(reader.select({}, 0, 1, 10), [0, 3]);
    assert.deepEqual(reader.search({ pattern: /^/ }, 4, -1, 10), [3, 0]);
    const follower = reader.follow(0);
    const { records, dropped } = follower.next(3);
    assert.deepEqual(
      records.map((record) => record.text),
      ["one", "two"],
    );
    assert.equal(dropped, DEATH_RECORDS);
    assert.equal(follower.cursor, 4);
    assert.deepEqual([ring.counters().dropped, ring.counters().gaps], [DEATH_RECORDS, 1]);
    // The slots are as good as any: all of the ring is used again.
    writeLines(ring.writer(), 3, 100, 4);
    assert.deepEqual(
      reader.range(0, 200).records.map((record) => record.text),
      Array.from({ length: 16 }, (_, index) => lineOf(3, 84 + index)),
    );
  }));

test("deaths may be told in any order, each once: what a dead thread's lock keeps from being done is done after it", () => {
  const [LOCKS, CLAIMS] = [222, 111];
  const layout = RingLayout.create(16, 1024);
  const ring = LogRing.attach(layout.buffer);
  writeTexts(ring.writer(), ["one"]);
  ring.gate(0);
  const { ticket } = new Claims(layout.claims).claim(2, 8);
  // As if the gate were one thread's and the claim too, and the next to claim had died in the lock.
  layout.gates[GATE_OWNER] = CLAIMS;
  layout.claims.table[claimEntry(ticket) + claimWord.owner] = CLAIMS;
  lockAs(LOCKS, layout.claims.control);
  assert.equal(ring.threadDied(CLAIMS), 0);
  assert.equal(ring.reader().latest(), 1);
  assert.equal(ring.threadDied(LOCKS), 1);
  assert.equal(ring.reader().latest(), 3);
  const batch = new LogBatch({ records: 1 });
  batch.add(fields(), new Uint8Array(1));
  for (let index = 0; index < 16; index++) assert.equal(ring.writer().tryWrite(batch, { gated: true }), 3 + index);
  const { abandoned, lockTakeovers } = ring.counters();
  assert.deepEqual([abandoned, lockTakeovers], [1, 1]);
});

test("the gate of a dead thread holds nobody up any longer", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 16, bytes: 1024 });
    const { id, die } = await startDying(ring, "gate");
    const writer = ring.writer();
    writeLines(writer, 0, 16, 4);
    await die();
    const data = { buffer: ring.buffer, source: 1, count: 10, size: 2, gated: true };
    const producer = startThread("./producer.worker", import.meta.url, data);
    await until(() => ring.counters().gateWaits > 0, "the producer to wait for the gate");
    assert.equal(ring.reader().latest(), 16);
    assert.equal(ring.threadDied(id), 0);
    assert.equal(await producer.next(), "done");
    await producer.ended;
    assert.equal(ring.reader().latest(), 26);
  }));
