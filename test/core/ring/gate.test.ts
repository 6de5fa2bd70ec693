import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../../core/claims/index.ts";
import { claimEntry, claimWord } from "../../../core/claims/layout.ts";
import { LogBatch, LogRing, limits } from "../../../core/index.ts";
import { RingLayout } from "../../../core/ring/layout.ts";
import { awake, startThread, tick, until } from "../worker.ts";
import { fields, lineOf, writeTexts } from "./lines.ts";

const encoder = new TextEncoder();

function batchOf(...texts: string[]): LogBatch {
  const batch = new LogBatch({ records: texts.length, bytes: 4096 });
  for (const text of texts) assert.ok(batch.add(fields(), encoder.encode(text)));
  return batch;
}

function texts(records: readonly { text: string }[]): string[] {
  return records.map((record) => record.text);
}

test("a gated write overwrites nothing that a gate has not read", () => {
  const ring = LogRing.create({ slots: 8, bytes: 1024 });
  const writer = ring.writer();
  const gate = ring.gate();
  const pair = batchOf("a", "b");
  for (let index = 0; index < 4; index++) assert.equal(writer.tryWrite(pair, { gated: true }), 2 * index);
  assert.equal(writer.tryWrite(pair, { gated: true }), undefined);
  assert.equal(gate.next(1).records.length, 1);
  assert.equal(writer.tryWrite(pair, { gated: true }), undefined, "one slot is not enough for two records");
  assert.equal(writer.tryWrite(batchOf("c"), { gated: true }), 8);
  assert.deepEqual(gate.next(100), { records: ring.reader().range(1, 9).records, dropped: 0 });
  assert.equal(gate.cursor, 9);
  assert.equal(writer.write(pair, { gated: true }), 9);
});

test("text holds a gated write up as slots do", () => {
  const ring = LogRing.create({ slots: 64, bytes: 64 });
  const writer = ring.writer();
  using gate = ring.gate();
  const text = batchOf("0123456789abcdef");
  for (let index = 0; index < 4; index++) assert.equal(writer.tryWrite(text, { gated: true }), index);
  assert.equal(writer.tryWrite(batchOf("x"), { gated: true }), undefined);
  gate.next(1);
  assert.equal(writer.tryWrite(text, { gated: true }), 4);
  assert.equal(writer.tryWrite(batchOf("x"), { gated: true }), undefined);
  assert.equal(writer.tryWrite(batchOf(""), { gated: true }), 5, "a record without text needs no room in it");
});

test("a gated write with a reserve leaves that part of the ring to others", () => {
  const ring = LogRing.create({ slots: 8, bytes: 64 });
  const writer = ring.writer();
  const gate = ring.gate();
  const reserved = { gated: true, reserve: 0.25 };
  for (let index = 0; index < 6; index++) assert.equal(writer.tryWrite(batchOf("a"), reserved), index);
  assert.equal(writer.tryWrite(batchOf("b"), reserved), undefined);
  writeTexts(writer, ["c", "d"]);
  assert.equal(gate.next(2).dropped, 0);
  assert.equal(writer.tryWrite(batchOf("e"), reserved), undefined, "what others took is not free for it");
  assert.equal(gate.next(1).dropped, 0);
  assert.equal(writer.tryWrite(batchOf("e"), reserved), 8);
  gate.next(100);
  const text = batchOf("0123456789abcdef");
  // The text of a claim lies in one piece: the first one goes to the start of the ring, past what is left of its end.
  for (let index = 9; index < 11; index++) assert.equal(writer.tryWrite(text, reserved), index);
  assert.equal(writer.tryWrite(text, reserved), undefined, "text is reserved as slots are");
  assert.equal(writer.tryWrite(text, { gated: true }), 11);
  for (const reserve of [-0.1, 0.6, Number.NaN]) {
    assert.throws(() => writer.tryWrite(text, { gated: true, reserve }), {
      code: "ring.argument",
      message: /a reserve/,
    });
  }
});

test("a writer knows whether there are gates, and whether one has lost records", () => {
  const ring = LogRing.create({ slots: 8, bytes: 64 });
  const writer = ring.writer();
  assert.equal(writer.gateState(), "none");
  const [first, second] = [ring.gate(), ring.gate()];
  writeTexts(writer, [..."12345678"]);
  assert.equal(writer.gateState(), "holding");
  first.next(1);
  writeTexts(writer, ["9"]);
  assert.equal(writer.gateState(), "overtaken");
  second.close();
  assert.equal(writer.gateState(), "holding");
  first.close();
  assert.equal(writer.gateState(), "none");
});

test("a gate can lose records by their text alone", () => {
  const ring = LogRing.create({ slots: 64, bytes: 64 });
  const writer = ring.writer();
  using gate = ring.gate();
  writeTexts(writer, new Array(4).fill("0123456789abcdef"));
  assert.equal(writer.gateState(), "holding");
  writeTexts(writer, ["x"]);
  assert.equal(writer.gateState(), "overtaken");
  assert.equal(gate.next(9).dropped, 1);
  assert.equal(writer.gateState(), "holding");
});

test("other writes overtake a gate, which is told how many records it lost", () => {
  const ring = LogRing.create({ slots: 8, bytes: 1024 });
  const gate = ring.gate(0);
  const writer = ring.writer();
  writeTexts(writer, [..."0123456789abc"]);
  assert.equal(writer.tryWrite(batchOf("d"), { gated: true }), undefined, "it has not come that far");
  const { records, dropped } = gate.next(3);
  assert.deepEqual([texts(records), dropped], [["5", "6", "7"], 5]);
  assert.equal(writer.tryWrite(batchOf("d", "e"), { gated: true }), 13);
  // Overtaken while it reads: it does not go forward by what it does not know.
  writeTexts(writer, [..."fghijklmn"]);
  assert.equal(writer.tryWrite(batchOf("o"), { gated: true }), undefined);
  assert.equal(gate.next(0).records.length, 0);
  assert.equal(writer.tryWrite(batchOf("o"), { gated: true }), undefined);
  assert.deepEqual(gate.next(100).dropped, 8);
  assert.equal(writer.tryWrite(batchOf("o"), { gated: true }), 24);
  const { gateWaits, dropped: lost, gaps } = ring.counters();
  assert.deepEqual([gateWaits, lost, gaps], [3, 13, 2]);
});

test("a gate whose record's text is overwritten does not go forward by what it does not know", () => {
  const ring = LogRing.create({ slots: 64, bytes: 64 });
  const writer = ring.writer();
  const gate = ring.gate(0);
  const text = "0123456789abcdef";
  writeTexts(writer, [text, text]);
  gate.next(1);
  writeTexts(writer, [text, text, text, text, text]);
  gate.next(0);
  assert.equal(writer.tryWrite(batchOf(text), { gated: true }), undefined);
  assert.equal(gate.next(1).dropped, 2);
  assert.equal(writer.tryWrite(batchOf(text), { gated: true }), 7);
});

test("a gate opens anywhere: at the end, in the middle, where all is overwritten, and past the end", () => {
  for (const [cursor, free, first] of [
    [undefined, 8, "new"],
    [10, 6, "a"],
    [2, 0, "4"],
    [99, 8, undefined],
  ] as const) {
    const ring = LogRing.create({ slots: 8, bytes: 1024 });
    const writer = ring.writer();
    writeTexts(writer, [..."0123456789ab"]);
    const gate = ring.gate(cursor);
    let written = 0;
    while (writer.tryWrite(batchOf("new"), { gated: true }) !== undefined) written++;
    assert.equal(written, free);
    assert.equal(gate.next(1).records[0]?.text, first);
    gate.close();
  }
});

test("a write that may wait says so after its time, and one that its own thread's gate holds up at once", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 4, bytes: 1024 });
    const writer = ring.writer();
    const gate = ring.gate();
    assert.equal(writer.waitForRoom(0), true, "nothing was put off");
    assert.equal(await writer.waitForRoomAsync(0), true);
    for (const text of "abcd") writer.write(batchOf(text), { gated: true });
    assert.throws(() => writer.write(batchOf("e"), { gated: true }), { code: "ring.own-gate", message: /tryWrite/ });
    assert.throws(() => writer.append(fields(), encoder.encode("e"), { gated: true }), { code: "ring.own-gate" });
    assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), undefined);
    assert.throws(() => writer.waitForRoom(1000), { code: "ring.own-gate" });
    assert.equal(await writer.waitForRoomAsync(1), false);
    let hasRoom = false;
    const waiting = writer.waitForRoomAsync(10_000).then((answer) => {
      hasRoom = answer;
    });
    await tick();
    assert.equal(hasRoom, false);
    gate.next(1);
    await waiting;
    assert.equal(hasRoom, true);
    assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), 4);
    gate.close();
    assert.equal(writer.write(batchOf("f"), { gated: true }), 5);
    gate.close();
    assert.deepEqual(texts(gate.next(9).records), ["c", "d", "e", "f"], "a closed gate reads on");
  }));

test("another thread's gate: the write gives up after its time, and names the thread", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 4, bytes: 1024 });
    const thread = startThread("./dying.worker", import.meta.url, { buffer: ring.buffer, point: "gate" });
    const id = await thread.next();
    const writer = ring.writer();
    for (const text of "abcd") writer.write(batchOf(text), { gated: true });
    assert.throws(() => writer.write(batchOf("e"), { gated: true, timeoutMs: 20 }), {
      code: "ring.no-room",
      message: new RegExp(`within 20 ms: .*gate of thread ${id}`),
    });
    assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), undefined);
    assert.equal(writer.waitForRoom(10), false);
    assert.equal(writer.write(batchOf("e")), 4, "other writes do not ask it");
    await thread.terminate();
    await thread.ended;
  }));

test("a write that other producers hold up gives up after its time too", () => {
  const layout = RingLayout.create(8, 1024);
  const claims = new Claims(layout.claims);
  const ring = LogRing.attach(layout.buffer);
  const writer = ring.writer();
  writeTexts(writer, [..."12345678"]);
  // A gate that held the writer up before is not blamed again.
  const gate = ring.gate(0);
  assert.equal(writer.tryWrite(batchOf("a", "b"), { gated: true }), undefined);
  gate.close();
  const open = [claims.claim(2, 8), claims.claim(2, 8)];
  assert.equal(writer.tryWrite(batchOf("a")), undefined);
  assert.deepEqual([ring.counters().gateWaits, ring.counters().roomWaits], [1, 1]);
  for (const options of [{ timeoutMs: 10 }, { timeoutMs: 10, gated: true }]) {
    assert.throws(() => writer.write(batchOf("a"), options), {
      code: "ring.no-room",
      message: /within 10 ms: other producers/,
    });
  }
  for (const place of open) claims.commit(place.ticket);
  assert.equal(writer.write(batchOf("a"), { timeoutMs: 10 }), 12);
});

test("there are so many gates, and a closed one makes room for the next", () => {
  const ring = LogRing.create({ slots: 4, bytes: 1024 });
  const gates = Array.from({ length: limits.ringGates }, () => ring.gate());
  assert.throws(() => ring.gate(), { code: "ring.too-many-gates" });
  gates[3]?.close();
  const writer = ring.writer();
  const late = ring.gate();
  for (const text of "abcd") writer.write(batchOf(text), { gated: true });
  for (const gate of gates) gate.next(2);
  assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), undefined, "the slowest counts");
  late.next(1);
  assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), 4);
});

test("a gate opened behind others is asked too", () => {
  const ring = LogRing.create({ slots: 4, bytes: 1024 });
  const writer = ring.writer();
  const ahead = ring.gate();
  for (const text of "abcd") writer.write(batchOf(text), { gated: true });
  ahead.next(4);
  assert.equal(writer.tryWrite(batchOf("e"), { gated: true }), 4);
  ring.gate(1);
  assert.equal(writer.tryWrite(batchOf("f"), { gated: true }), undefined);
});

test("closing a gate wakes a producer that waits for it", () =>
  awake(async () => {
    const ring = LogRing.create({ slots: 16, bytes: 4096 });
    const gate = ring.gate();
    const data = { buffer: ring.buffer, source: 1, count: 50, size: 2, gated: true };
    const producer = startThread("./producer.worker", import.meta.url, data);
    await until(() => ring.counters().gateWaits > 0, "the producer to wait");
    assert.equal(ring.reader().latest(), 16);
    gate.close();
    assert.equal(await producer.next(), "done");
    await producer.ended;
    assert.equal(ring.reader().latest(), 50);
  }));

for (const [size, where] of [
  [1, "event loop"],
  [7, "event loop"],
  [1, "thread"],
  [7, "thread"],
] as const) {
  test(`gated producers on a tiny ring, batches of ${size}, gate in ${where}: nothing is lost or torn`, () =>
    awake(async () => {
      const SOURCES = 3;
      const COUNT = 3000;
      const ring = LogRing.create({ slots: 64, bytes: 4096 });
      const gate = where === "thread" ? undefined : ring.gate(0);
      const reader =
        gate === undefined
          ? startThread("./gate.worker", import.meta.url, { buffer: ring.buffer, count: SOURCES * COUNT })
          : undefined;
      await reader?.next();
      const producers = Array.from({ length: SOURCES }, (_, source) =>
        startThread("./producer.worker", import.meta.url, {
          buffer: ring.buffer,
          source,
          count: COUNT,
          size,
          gated: true,
        }),
      );
      const next = new Array(SOURCES).fill(0);
      for (let read = 0; gate !== undefined && read < SOURCES * COUNT; ) {
        assert.ok(await gate.waitAsync(10_000), "no record came");
        const { records, dropped } = gate.next(20);
        assert.equal(dropped, 0);
        for (const record of records) assert.equal(record.text, lineOf(record.source, next[record.source]++));
        read += records.length;
      }
      for (const producer of producers) {
        assert.equal(await producer.next(), "done");
        await producer.ended;
      }
      if (reader !== undefined)
        assert.deepEqual(await reader.next(), { lines: new Array(SOURCES).fill(COUNT), wrong: 0, dropped: 0 });
      await reader?.ended;
      assert.equal(ring.counters().records, SOURCES * COUNT);
    }));
}

test("gates pass 2^32 records and bytes", () => {
  const layout = RingLayout.create(8, 64);
  const claims = new Claims(layout.claims);
  const { ticket } = claims.claim(1, 4);
  // As if so much had been written before.
  const entry = claimEntry(ticket);
  layout.claims.table[entry + claimWord.sequenceLow] = (2 ** 32 - 20) | 0;
  layout.claims.table[entry + claimWord.positionLow] = (2 ** 32 - 128) | 0;
  claims.commit(ticket);
  const ring = LogRing.attach(layout.buffer);
  const writer = ring.writer();
  const gate = ring.gate();
  assert.equal(gate.cursor, 2 ** 32 - 20);
  for (let index = 0; index < 60; index++) {
    let pending = 0;
    while (writer.tryWrite(batchOf(`${index}`), { gated: true }) !== undefined) pending++;
    assert.equal(pending, index === 0 ? 8 : 1);
    const { records, dropped } = gate.next(1);
    assert.deepEqual([records[0]?.sequence, dropped], [2 ** 32 - 20 + index, 0]);
  }
});
