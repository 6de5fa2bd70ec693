/** The event bus under load: order, loss, events that come twice or torn. */

import { Channel } from "../../../core/bus/channel.ts";
import { Gate } from "../../../core/bus/gate.ts";
import { BusLayout } from "../../../core/bus/layout.ts";
import { RingReader } from "../../../core/bus/reader.ts";
import { Seats } from "../../../core/bus/seats.ts";
import { numberTopics, type Priority, priorities, rawTopic } from "../../../core/bus/topic.ts";
import { Claims } from "../../../core/claims/index.ts";
import { door, type Words } from "../../../core/memory/index.ts";
import type { IsOver, Litmus } from "./litmus.ts";

interface Shared {
  readonly buffer: SharedArrayBuffer;
  /** Word 0: how many publishers have ended; word 16: how many readers read. */
  readonly state: Words;
}

const ENDED = 0;
const READING = 16;
/** Milliseconds that a publisher of high priority waits before it counts a reader as stalled: never in these tests. */
const PATIENCE_MS = 20_000;

/** This thread's end of the one priority that is in use. */
function endOf(priority: Priority, buffer: SharedArrayBuffer, onMissed: (count: number) => void) {
  const topics = numberTopics({ it: rawTopic(priority) });
  const topic = topics.find(({ name }) => name === "it");
  const layout = BusLayout.attach(topics, buffer);
  const seats = new Seats(layout);
  const seat = seats.take();
  const ring = layout.rings[priorities.indexOf(priority)];
  if (ring === undefined || topic === undefined) throw new Error("no such ring");
  const claims = new Claims(ring.claims);
  const gate = new Gate(ring, claims, seats, seat);
  const learn = (missed: ReadonlyMap<number, number>) => {
    for (const count of missed.values()) onMissed(count);
  };
  const reader: RingReader = new RingReader(ring, claims, gate, [topic.index], learn, () => reader.lookAgain());
  return { claims, gate, seat, topic, channel: new Channel(ring, claims, gate), reader };
}

/** Publishes until the time is over; each payload is its number, twice, and padding that depends on it. */
function publish(priority: Priority, { buffer, state }: Shared, readers: number, isOver: IsOver): number {
  const { channel, claims, topic, gate } = endOf(priority, buffer, () => {});
  while (door.load(state, READING) < readers) door.wait(state, READING, door.load(state, READING), 100);
  const words = new Int32Array(16);
  let count = 0;
  while (!isOver()) {
    words.fill(count);
    const bytes = new Uint8Array(words.buffer, 0, 8 + 4 * (count % 15));
    while (channel.write(topic, bytes, count) === undefined) {
      const ticket = claims.room.prepare();
      if (channel.write(topic, bytes, count) !== undefined) {
        claims.room.cancel();
        break;
      }
      if (!claims.room.wait(ticket, PATIENCE_MS)) throw new Error("a reader does not make room: a wake-up was lost");
    }
    count++;
  }
  door.add(state, ENDED, 1);
  gate.forEachReader((seat) => seat.arrival.notifyAll());
  return count;
}

/** Takes until the publishers have ended; returns taken and missed. */
function read(priority: Priority, { buffer, state }: Shared, publishers: number): number[] {
  let missed = 0;
  let taken = 0;
  const { reader, seat } = endOf(priority, buffer, (count) => {
    missed += count;
  });
  reader.open();
  door.add(state, READING, 1);
  door.notify(state, READING, Number.POSITIVE_INFINITY);
  const last = new Map<number, number>();
  for (;;) {
    const isEnd = door.load(state, ENDED) === publishers;
    const count = reader.take(256);
    const { slab } = reader;
    for (let index = reader.first; index < reader.first + count; index++) {
      const number = slab.time(index);
      const publisher = slab.publisher(index);
      const words = slab.words.subarray(slab.start(index) / 4, (slab.start(index) + slab.length(index)) / 4);
      if (slab.length(index) !== 8 + 4 * (number % 15) || words.some((word) => word !== number)) {
        throw new Error(`event ${number} is torn: ${words}`);
      }
      if (number <= (last.get(publisher) ?? -1)) throw new Error(`event ${number} came again or out of order`);
      last.set(publisher, number);
    }
    taken += count;
    if (count > 0 || reader.hasNews) continue;
    if (isEnd) return [taken, missed];
    const ticket = seat.arrival.prepare();
    if (reader.hasNews || door.load(state, ENDED) === publishers) seat.arrival.cancel();
    else if (!seat.arrival.wait(ticket, PATIENCE_MS)) throw new Error("a wake-up of a reader was lost");
  }
}

function load(name: string, priority: Priority, slots: number, bytes: number, readers: number): Litmus<Shared> {
  const publishers = 2;
  return {
    name: `bus-channel/${name}`,
    primitive: "bus-channel",
    threads: publishers + readers,
    share() {
      const size = { slots, bytes };
      const topics = numberTopics({ it: rawTopic(priority) });
      const layout = BusLayout.create(topics, { workers: 1, queue: 8, rings: [size, size, size] });
      return { buffer: layout.buffer, state: new Int32Array(new SharedArrayBuffer(128)) };
    },
    run(shared, thread, isOver) {
      if (thread < publishers) return [publish(priority, shared, readers, isOver)];
      return read(priority, shared, publishers);
    },
    check(results) {
      const published = results.slice(0, publishers).reduce((sum, [own = 0]) => sum + own, 0);
      const counts: Record<string, number> = { published };
      for (const [reader, [taken = 0, missed = 0]] of results.slice(publishers).entries()) {
        if (taken + missed !== published) throw new Error(`${taken} taken and ${missed} missed of ${published}`);
        if (priority === "high" && missed > 0) throw new Error(`${missed} of high priority were missed`);
        counts[`taken ${reader}`] = taken;
        counts[`missed ${reader}`] = missed;
      }
      return { steps: published * (1 + readers), counts };
    },
  };
}

export const busLitmus = [
  load("high-nothing-lost", "high", 1024, 1 << 16, 1),
  load("overtaken", "low", 64, 4096, 2),
] as const;
