/** One ring of the bus, seen from inside: what cannot be told apart from chance through the bus. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel } from "../../../core/bus/channel.ts";
import { Gate } from "../../../core/bus/gate.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { RingReader } from "../../../core/bus/reader.ts";
import { type Seat, Seats } from "../../../core/bus/seats.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { claimEntry, claimWord, control } from "../../../core/claims/layout.ts";
import { limits } from "../../../core/index.ts";
import { awake } from "../worker.ts";
import { topics } from "./topics.ts";

const table = numberTopics(topics);
const HIGH = 0;
const LOW = 2;

/** A publisher and a reader of one priority, each with a seat of its own; `prepare` changes the memory before. */
function ring(priority: number, slots: number, bytes: number, prepare: (layout: BusLayout) => void = () => {}) {
  const rings = Array.from({ length: 3 }, () => ({ slots, bytes }));
  const layout = BusLayout.create(table, { workers: 1, queue: 1, rings });
  prepare(layout);
  const views = layout.rings[priority];
  const own = table.filter((topic) => topic.priority === priority);
  const topic = own[0];
  if (views === undefined || topic === undefined) throw new Error("no such priority");
  const seats = new Seats(layout);
  const channelOf = (self: Seat) => {
    const claims = new Claims(views.claims);
    return new Channel(views, claims, new Gate(views, claims, seats, self));
  };
  const channel = channelOf(seats.take());
  /** An end that reads and publishes. */
  const endOf = () => {
    const seat = seats.take();
    const channel = channelOf(seat);
    const { claims, gate } = channel;
    const missed: [Map<number, number>, number][] = [];
    const numbers = own.map(({ index }) => index);
    const reader = new RingReader(
      views,
      claims,
      gate,
      numbers,
      (counts, next) => missed.push([new Map(counts), next]),
      () => {},
    );
    return { reader, seat, missed, channel };
  };
  const write = (payload: Uint8Array) => channel.write(topic, payload, 0);
  return { channel, topic, write, readerOf: endOf };
}

/** The payloads of the `count` events that the reader took last. */
function payloads({ slab, first }: RingReader, count: number): number[][] {
  return Array.from({ length: count }, (_, index) => {
    const start = slab.start(first + index);
    return [...slab.bytes.subarray(start, start + slab.length(first + index))];
  });
}

for (const leaves of [false, true]) {
  test(`a publisher that waits is woken when the reader ${leaves ? "leaves" : "takes"}`, () =>
    awake(async () => {
      const { channel, readerOf, write } = ring(HIGH, 4, 64);
      const { reader, seat } = readerOf();
      reader.open();
      const payload = new Uint8Array(8);
      for (let n = 0; n < 4; n++) assert.equal(write(payload), n);
      assert.equal(write(payload), undefined);
      assert.equal(channel.gate.holder?.index, seat.index);
      const { room } = channel.claims;
      const waiting = room.waitAsync(room.prepare(), 5_000);
      if (leaves) reader.close();
      else assert.equal(reader.take(1), 1);
      assert.equal(await waiting, true);
      assert.equal(write(payload), 4);
      assert.equal(channel.gate.holder, undefined);
    }));
}

test("payloads of every length pass a small byte area whole, up to its very end", () => {
  const { readerOf, write } = ring(HIGH, 16, 256);
  const { reader } = readerOf();
  reader.open();
  for (let n = 0; n < 2000; n++) {
    const sent = Uint8Array.from({ length: (n * 7) % 65 }, (_, i) => n + i);
    assert.equal(write(sent), n);
    assert.equal(reader.take(10), 1);
    assert.equal(reader.firstSequence, n);
    assert.deepEqual(payloads(reader, 1), [[...sent]]);
  }
});

test("bytes that somebody has not read are not overwritten, and one take stops at the end of a lap", () => {
  const { readerOf, write } = ring(HIGH, 16, 128);
  const { reader } = readerOf();
  reader.open();
  for (let n = 0; n < 4; n++) assert.equal(write(new Uint8Array(25).fill(n)), n);
  assert.equal(write(new Uint8Array(1)), undefined, "no byte is left");
  assert.equal(reader.take(1), 1);
  assert.equal(write(new Uint8Array(32).fill(4)), 4, "in the room of the first");
  assert.equal(write(new Uint8Array(1)), undefined);
  assert.equal(reader.take(10), 3);
  assert.deepEqual(payloads(reader, 3)[2], Array(25).fill(3));
  assert.equal(reader.take(10), 1);
  assert.deepEqual(payloads(reader, 1), [Array(32).fill(4)]);
});

test("a publisher that is held up by others and by its own thread is told of its own: nobody else can help there", () => {
  for (const isFirst of [true, false]) {
    const { readerOf, write, topic } = ring(HIGH, 4, 64);
    const [before, own, after] = [readerOf(), readerOf(), readerOf()];
    for (const { reader } of isFirst ? [own, after] : [before, own, after]) reader.open();
    for (let n = 0; n < 4; n++) write(new Uint8Array(1));
    assert.equal(own.channel.write(topic, new Uint8Array(1), 0), undefined);
    assert.equal(own.channel.gate.holder, own.seat);
    own.reader.take(4);
    assert.equal(own.channel.write(topic, new Uint8Array(1), 0), undefined);
    assert.ok(own.channel.gate.holder !== undefined && own.channel.gate.holder !== own.seat);
  }
});

test("what a former owner of the seat has missed is not told to the next", () => {
  const { readerOf, write, topic } = ring(LOW, 4, 64);
  const { reader, missed } = readerOf();
  reader.open();
  for (let n = 0; n < 7; n++) write(new Uint8Array(1));
  // It ends without having looked; whoever has the seat next is overtaken as well.
  reader.close();
  assert.equal(reader.open(), 7);
  for (let n = 0; n < 6; n++) write(new Uint8Array(1));
  assert.equal(reader.take(1), 1);
  assert.deepEqual(missed, [[new Map([[topic.index, 2]]), 9]]);
});

test("what was missed is told once, by topic, right before the next event", () => {
  const { readerOf, topic, write } = ring(LOW, 4, 64);
  const { reader, missed } = readerOf();
  reader.open();
  for (let n = 0; n < 7; n++) write(new Uint8Array(1));
  assert.equal(reader.backlog(), 7);
  assert.equal(reader.take(1), 1);
  assert.deepEqual(missed, [[new Map([[topic.index, 3]]), 3]]);
  assert.equal(reader.firstSequence, 3);
  assert.equal(reader.take(10), 3);
  assert.equal(missed.length, 1);
  assert.equal(reader.take(10), 0);
});

test("who is overtaken loses a sixteenth of the ring at once, of its slots or of its bytes", () => {
  const slots = ring(LOW, 64, 4096);
  const bytes = ring(LOW, 64, 512);
  for (const { readerOf, write } of [slots, bytes]) {
    const { reader, missed } = readerOf();
    reader.open();
    while (reader.next === 0) {
      write(new Uint8Array(16));
      if (reader.backlog() > (readerOf === slots.readerOf ? 64 : 32)) break;
    }
    reader.take(1);
    assert.equal(missed[0]?.[1], readerOf === slots.readerOf ? 4 : 2);
  }
});

for (const [name, when] of [
  ["while it copies the slots", 1],
  ["while it copies the payloads", 2],
] as const) {
  test(`a reader that is overtaken ${name} takes nothing torn, and goes on after what it missed`, () => {
    const { readerOf, topic, write } = ring(LOW, 8, 1024);
    const { reader, seat, missed } = readerOf();
    reader.open();
    for (let n = 0; n < 8; n++) write(new Uint8Array(40).fill(n));
    // The publisher comes between two steps of the reader: before it looks at its cursor again, or before it moves it.
    let looks = 0;
    let isOvertaken = false;
    const overtake = () => {
      isOvertaken = true;
      for (let n = 8; n < 11; n++) write(new Uint8Array(40).fill(n));
    };
    const { cursor, moveCursor } = seat;
    seat.cursor = (priority) => {
      looks++;
      if (when === 1 && looks === 2) overtake();
      return cursor.call(seat, priority);
    };
    seat.moveCursor = (priority, from, to) => {
      if (when === 2 && !isOvertaken) overtake();
      return moveCursor.call(seat, priority, from, to);
    };
    assert.equal(reader.take(100), 5, "to the end of the slots");
    assert.deepEqual(missed, [[new Map([[topic.index, 3]]), 3]]);
    assert.deepEqual(
      payloads(reader, 5).map((bytes) => bytes[0]),
      [3, 4, 5, 6, 7],
    );
    assert.equal(reader.take(100), 3);
    assert.deepEqual(payloads(reader, 3), [Array(40).fill(8), Array(40).fill(9), Array(40).fill(10)]);
  });
}

test("a publisher that loses the race for a cursor looks again", () => {
  const { readerOf, write } = ring(LOW, 4, 256);
  const { reader, seat, missed } = readerOf();
  reader.open();
  for (let n = 0; n < 4; n++) write(new Uint8Array(8).fill(n));
  // The reader takes just before the publisher moves its cursor.
  const { moveCursor } = seat;
  let taken = 0;
  seat.moveCursor = (priority, from, to) => {
    seat.moveCursor = moveCursor;
    taken = reader.take(2);
    return moveCursor.call(seat, priority, from, to);
  };
  assert.equal(write(new Uint8Array(8).fill(4)), 4);
  assert.equal(taken, 2);
  assert.equal(reader.take(10), 2);
  assert.equal(reader.take(10), 1);
  assert.deepEqual(payloads(reader, 1), [Array(8).fill(4)]);
  assert.deepEqual(missed, []);
});

test("a small run is copied word by word, a large one as a block: both come out the same", () => {
  const { readerOf, write } = ring(LOW, 1024, 1 << 16);
  const many = readerOf();
  const few = readerOf();
  many.reader.open();
  few.reader.open();
  for (let n = 0; n < 256; n++) write(new Uint8Array(20).fill(n));
  assert.equal(many.reader.take(1000), 256);
  const all = payloads(many.reader, 256);
  const single: number[][] = [];
  while (few.reader.take(1) === 1) single.push(...payloads(few.reader, 1));
  assert.deepEqual(single, all);
  assert.deepEqual(
    all,
    Array.from({ length: 256 }, (_, n) => Array(20).fill(n)),
  );
});

test("events taken stay as they were when more are taken, however large", () => {
  const { readerOf, write } = ring(LOW, 16, 1 << 18);
  const { reader } = readerOf();
  reader.open();
  const kept: { bytes: Uint8Array; value: number }[] = [];
  for (let n = 0; n < 100; n++) {
    const length = [8, 500, limits.busTakeBytes - 8, limits.busTakeBytes, limits.eventBytes][n % 5] ?? 0;
    write(new Uint8Array(length).fill(n));
    assert.equal(reader.take(1), 1);
    const start = reader.slab.start(reader.first);
    kept.push({ bytes: reader.slab.bytes.subarray(start, start + length), value: n & 255 });
  }
  for (const { bytes, value } of kept) assert.ok(bytes.every((byte) => byte === value));
});

test("numbers of events and claims wrap at 2^32, and sequences go on", () => {
  const start = 2 ** 32 - 6;
  const { readerOf, write, topic } = ring(LOW, 8, 256, ({ rings }) => {
    const claims = rings[LOW]?.claims;
    if (claims === undefined) return;
    // As if so many events had been published, with as many claims.
    const ticket = start | 0;
    const entry = claimEntry(ticket - 1);
    claims.table[entry + claimWord.sequenceLow] = start | 0;
    for (let before = 1; before <= limits.ringClaims; before++) {
      claims.table[claimEntry(ticket - before) + claimWord.done] = (ticket - before + 1) | 0;
    }
    claims.control[control.claimed] = ticket;
    claims.control[control.committed] = ticket;
  });
  const { reader, missed } = readerOf();
  assert.equal(reader.open(), start);
  for (let n = 0; n < 40; n++) {
    assert.equal(write(new Uint8Array(8).fill(n)), start + n);
    assert.ok(reader.hasNews);
    assert.equal(reader.take(1), 1);
    assert.equal(reader.firstSequence, start + n);
    assert.deepEqual(payloads(reader, 1), [Array(8).fill(n)]);
    assert.ok(!reader.hasNews);
  }
  const late = readerOf();
  late.reader.open();
  for (let n = 40; n < 60; n++) write(new Uint8Array(8).fill(n));
  assert.equal(late.reader.take(1), 1);
  assert.deepEqual(late.missed, [[new Map([[topic.index, 12]]), start + 52]]);
  assert.deepEqual(missed, []);
});

test("a cursor that wraps while its reader sleeps is overtaken across the wrap", () => {
  const start = 2 ** 32 - 3;
  const { readerOf, write, topic } = ring(LOW, 4, 256, ({ rings }) => {
    const claims = rings[LOW]?.claims;
    if (claims !== undefined) claims.table[claimEntry(-1) + claimWord.sequenceLow] = start | 0;
  });
  const { reader, missed } = readerOf();
  assert.equal(reader.open(), start);
  for (let n = 0; n < 10; n++) assert.equal(write(new Uint8Array(8).fill(n)), start + n);
  const seen: number[] = [];
  reader.peek((number, sequence) => seen.push(number, sequence - start));
  assert.deepEqual(
    seen,
    [6, 7, 8, 9].flatMap((n) => [topic.index, n]),
  );
  assert.equal(reader.take(10), 1, "to the end of the slots");
  assert.deepEqual(missed, [[new Map([[topic.index, 6]]), start + 6]]);
  assert.deepEqual(payloads(reader, 1), [Array(8).fill(6)]);
  assert.equal(reader.take(10), 3);
  assert.deepEqual(payloads(reader, 3)[2], Array(8).fill(9));
});
