/** One ring of the bus, seen from inside: what cannot be told apart from chance through the bus. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Channel, type Overtaking } from "../../../core/bus/channel.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { Seats } from "../../../core/bus/seats.ts";
import { numberTopics } from "../../../core/bus/topic.ts";
import { awake } from "../worker.ts";
import { topics } from "./topics.ts";

const HIGH = 0;
const patient: Overtaking = { self: undefined, overtakeSelf: false, overtakeOthers: false };

function ring(slots: number, bytes: number) {
  const table = numberTopics(topics);
  const layout = BusLayout.create(table, { slots, bytes, workers: 1 });
  const seats = new Seats(layout);
  const channel = new Channel(layout, seats, table, HIGH);
  const topic = table.find(({ name }) => name === "high.b")?.index ?? -1;
  const write = (payload: Uint8Array, overtaking = patient) =>
    channel.write({ topic, publisher: 1, time: 0, bytes: payload }, overtaking);
  return { channel, seats, topic, write };
}

for (const leaves of [false, true]) {
  test(`a publisher that waits is woken when the reader ${leaves ? "leaves" : "takes"}`, () =>
    awake(async () => {
      const { channel, seats, write } = ring(2, 64);
      const seat = seats.take();
      channel.open(seat);
      const payload = new Uint8Array(8);
      assert.equal(write(payload), undefined);
      assert.equal(write(payload), undefined);
      assert.equal(write(payload)?.index, seat.index, "full");
      assert.ok(channel.isHeldBy(seat));
      const waiting = channel.room.waitAsync(channel.room.prepare(), 5_000);
      if (leaves) channel.leave(seat);
      else channel.take(seat, 1, new Uint8Array(64));
      assert.equal(await waiting, true);
      assert.ok(!channel.isHeldBy(seat));
      assert.equal(write(payload), undefined);
    }));
}

test("payloads of every length pass a byte area of 64 whole, up to its very end", () => {
  const { channel, seats, write } = ring(16, 64);
  const seat = seats.take();
  channel.open(seat);
  const target = new Uint8Array(64);
  for (let n = 0; n < 2000; n++) {
    const sent = Uint8Array.from({ length: (n * 7) % 65 }, (_, i) => n + i);
    assert.equal(write(sent), undefined);
    const [event, ...more] = channel.take(seat, 10, target).events;
    assert.equal(more.length, 0);
    assert.equal(event?.sequence, n);
    assert.deepEqual(target.slice(event?.start, (event?.start ?? 0) + (event?.length ?? 0)), sent);
  }
});

test("bytes that somebody has not read are not overwritten, and one take stops at the end of a lap", () => {
  const { channel, seats, write } = ring(16, 64);
  const seat = seats.take();
  channel.open(seat);
  const target = new Uint8Array(64);
  for (let n = 0; n < 3; n++) assert.equal(write(new Uint8Array(20).fill(n)), undefined);
  assert.equal(write(new Uint8Array(5))?.index, seat.index, "four bytes are left");
  assert.equal(channel.take(seat, 2, target).events.length, 2);
  assert.equal(write(new Uint8Array(40).fill(3)), undefined, "in the room of the first two");
  assert.equal(write(new Uint8Array(1))?.index, seat.index);
  const before = channel.take(seat, 10, target);
  assert.deepEqual([before.events.map(({ length }) => length), target[0]], [[20], 2]);
  const after = channel.take(seat, 10, target);
  assert.deepEqual([after.events.map(({ length }) => length), target[0], target[39]], [[40], 3, 3]);
});

test("what was missed is told once, by topic, right before the next event", () => {
  const { channel, seats, topic, write } = ring(2, 64);
  const seat = seats.take();
  channel.open(seat);
  for (let n = 0; n < 5; n++) write(new Uint8Array(1), { ...patient, overtakeOthers: true });
  const target = new Uint8Array(64);
  const first = channel.take(seat, 1, target);
  assert.equal(first.next, 3);
  assert.equal(first.missed?.get(topic), 3);
  assert.equal(channel.take(seat, 1, target).missed, undefined);
});
