/** One priority of the bus: each event taken once, in order, or counted as missed; nobody waits for the dead. */

import type { Words } from "../../../core/memory/index.ts";
import type { Core, Run, Scenario } from "../engine/scenario.ts";
import { expect, words } from "./support.ts";

interface Shared {
  readonly buffer: SharedArrayBuffer;
  /** Per thread: 1 once it has published all that it will. */
  readonly ended: Words;
}

type Layout = ReturnType<Core["BusLayout"]["attach"]>;
type Seat = InstanceType<Core["Seats"]>["all"][number];

/** An event's mark: `publisher * STEP + index`. */
const STEP = 100;
const VOID = 0;

interface Plan {
  readonly name: string;
  readonly priority: "high" | "medium";
  readonly slots: number;
  readonly bytes: number;
  /** Events of each publisher. Threads: the reader, then the publishers. */
  readonly events: readonly number[];
  /** A reader that is behind is overtaken in high priority too, once its time is over. */
  readonly stalls?: boolean;
  readonly mortal?: "reader" | "publisher";
  readonly racy?: boolean;
}

function tableOf(core: Core, { priority }: Plan) {
  return { it: core.rawTopic(priority) };
}

function topicsOf(core: Core, plan: Plan) {
  return core.numberTopics(tableOf(core, plan));
}

/** What one thread has of the priority. */
function endOf(core: Core, plan: Plan, layout: Layout, seats: InstanceType<Core["Seats"]>, thread: number, run: Run) {
  const ring = layout.rings[core.priorities.indexOf(plan.priority)];
  const seat = seats.all[thread];
  const topic = topicsOf(core, plan).find(({ name }) => name === "it");
  if (ring === undefined || seat === undefined || topic === undefined) throw new Error("no such end");
  const claims = new core.Claims(ring.claims);
  const gate = new core.Gate(ring, claims, seats, seat);
  const onMissed = (missed: ReadonlyMap<number, number>) => {
    for (const count of missed.values()) run.note(-count);
  };
  // Who cannot have the lock tries again at once.
  const onHeldUp = () => reader.lookAgain();
  const reader: InstanceType<Core["RingReader"]> = new core.RingReader(
    ...([ring, claims, gate, [topic.index], onMissed, onHeldUp] as const),
  );
  return {
    claims,
    gate,
    seat,
    topic,
    channel: new core.Channel(ring, claims, gate),
    reader,
  };
}

type End = ReturnType<typeof endOf>;

/** Publishes, however long it must wait for room. */
function publish({ channel, claims, gate, topic }: End, bytes: Uint8Array, mark: number, stalls: boolean): void {
  if (channel.write(topic, bytes, mark) !== undefined) return;
  for (;;) {
    const ticket = claims.room.prepare();
    const sequence = channel.write(topic, bytes, mark);
    if (sequence !== undefined) {
      claims.room.cancel();
      break;
    }
    const isWoken = claims.room.wait(ticket, stalls ? 50 : Number.POSITIVE_INFINITY);
    if (!isWoken) gate.overtakeOthers = true;
  }
  gate.overtakeOthers = false;
}

/** Bytes of a payload: a quarter of the ring's, as much as there can be. */
const PAYLOAD_BYTES = 16;

function payloadOf(mark: number): Uint8Array {
  return new Uint8Array(new Int32Array(PAYLOAD_BYTES / 4).fill(mark).buffer);
}

/** Takes until the publishers have ended and nothing is left. Notes where it began, each mark, and where it ended. */
function consume({ reader, seat }: End, hasEnded: () => boolean, run: Run): void {
  run.note(reader.open());
  for (;;) {
    const isEnd = hasEnded();
    const count = reader.take(8);
    for (let index = reader.first; index < reader.first + count; index++) run.note(markOf(reader, index));
    if (count > 0 || reader.hasNews) continue;
    if (isEnd) break;
    const ticket = seat.arrival.prepare();
    if (reader.hasNews || hasEnded()) seat.arrival.cancel();
    else seat.arrival.wait(ticket, Number.POSITIVE_INFINITY);
  }
  run.note(reader.next);
}

/** The mark of an event that was taken; it must be whole. */
function markOf({ slab }: End["reader"], index: number): number {
  if (slab.topic(index) < 0) return VOID;
  const start = slab.start(index);
  const [mark = 0, ...rest] = new Int32Array(slab.bytes.slice(start, start + PAYLOAD_BYTES).buffer);
  const isWhole = slab.time(index) === mark && slab.length(index) === PAYLOAD_BYTES;
  expect(
    isWhole && rest.every((word) => word === mark),
    `torn event: ${mark}, ${rest}, time ${slab.time(index)}, length ${slab.length(index)}`,
  );
  expect(
    slab.publisher(index) === Math.floor(mark / STEP),
    `event ${mark} says that thread ${slab.publisher(index)} sent it`,
  );
  return mark;
}

function scenario(plan: Plan): Scenario<Shared> {
  const threads = plan.events.length + 1;
  const total = plan.events.reduce((sum, count) => sum + count, 0);
  const hasEnded = (core: Core, { ended }: Shared) =>
    plan.events.every((_, publisher) => core.door.load(ended, publisher + 1) === 1);
  const wakeReaders = ({ gate }: End) => gate.forEachReader((seat: Seat) => seat.arrival.notifyAll());
  return {
    name: `bus-channel/${plan.name}`,
    primitive: "bus-channel",
    threads,
    racy: plan.racy === true,
    ...(plan.stalls === true ? { mayTimeOut: true } : {}),
    mortal: plan.mortal === undefined ? [] : [plan.mortal === "reader" ? 0 : 1],
    share(core) {
      const size = { slots: plan.slots, bytes: plan.bytes };
      const layout = core.BusLayout.create(topicsOf(core, plan), { workers: 1, queue: 8, rings: [size, size, size] });
      // Everybody has its seat already.
      for (let seat = 0; seat < threads + 2; seat++) {
        core.door.store(layout.seats, (seat * core.SEAT_BYTES) / 4, seat + 1);
      }
      return { buffer: layout.buffer, ended: words(1) };
    },
    regions: ({ buffer, ended }) => [
      { name: "bus", view: new Int32Array(buffer) },
      { name: "ended", view: ended },
    ],
    join(core, shared, thread, run) {
      const layout = core.BusLayout.attach(topicsOf(core, plan), shared.buffer);
      const seats = new core.Seats(layout);
      if (thread === 0) {
        return () => consume(endOf(core, plan, layout, seats, thread, run), () => hasEnded(core, shared), run);
      }
      const marks = Array.from({ length: plan.events[thread - 1] ?? 0 }, (_, index) => (thread + 1) * STEP + index);
      const payloads = marks.map(payloadOf);
      return () => {
        const end = endOf(core, plan, layout, seats, thread, run);
        payloads.forEach((bytes, index) => {
          publish(end, bytes, marks[index] ?? 0, plan.stalls === true);
        });
        core.door.store(shared.ended, thread, 1);
        wakeReaders(end);
      };
    },
    bury(core, shared, run, dead) {
      const layout = core.BusLayout.attach(topicsOf(core, plan), shared.buffer);
      const seats = new core.Seats(layout);
      if (dead === 0) core.EventBus.attach(tableOf(core, plan), shared.buffer).threadDied(1);
      else endOf(core, plan, layout, seats, threads, run).channel.abandon(dead + 1);
      core.door.store(shared.ended, dead, 1);
      seats.all[0]?.arrival.notifyAll();
    },
    after(core, shared, run) {
      const layout = core.BusLayout.attach(topicsOf(core, plan), shared.buffer);
      const end = endOf(core, plan, layout, new core.Seats(layout), threads + 1, run);
      run.note(end.claims.committed());
      run.note(end.claims.claimed().sequence);
    },
    check({ notes, dead }) {
      const [committed = 0, claimed] = notes.at(-1) ?? [];
      expect(committed === claimed, `${claimed} events claimed, ${committed} committed`);
      expect(dead !== undefined || committed === total, `${committed} of ${total} events published`);
      if (dead !== 0) checkReader(notes[0] ?? [], committed, plan);
    },
  };
}

function checkReader(notes: readonly number[], committed: number, plan: Plan): void {
  const [first = 0, ...seen] = notes;
  const next = seen.pop();
  expect(next === committed, `the reader went up to ${next} of ${committed}`);
  const marks = seen.filter((note) => note > VOID);
  const missed = seen.filter((note) => note < VOID).reduce((sum, note) => sum - note, 0);
  const voids = seen.filter((note) => note === VOID).length;
  expect(voids === 0 || plan.mortal === "publisher", "an event without a topic");
  expect(marks.length + missed + voids === committed - first, `${marks.length} taken and ${missed} missed`);
  if (plan.priority === "high" && plan.stalls !== true) expect(missed === 0, `${missed} of high priority were missed`);
  const last = new Map<number, number>();
  for (const mark of marks) {
    const publisher = Math.floor(mark / STEP);
    expect(mark > (last.get(publisher) ?? 0), `event ${mark} came again or out of order`);
    last.set(publisher, mark);
  }
}

export const busChannelScenarios = [
  scenario({ name: "one-publisher", priority: "medium", slots: 8, bytes: 64, events: [2] }),
  scenario({ name: "two-publishers", priority: "medium", slots: 8, bytes: 64, events: [1, 1] }),
  scenario({ name: "overtaken", priority: "medium", slots: 4, bytes: 64, events: [6], racy: true }),
  scenario({ name: "overtaken-bytes", priority: "medium", slots: 16, bytes: 64, events: [6], racy: true }),
  scenario({ name: "high-waits", priority: "high", slots: 4, bytes: 64, events: [6] }),
  scenario({ name: "high-stalls", priority: "high", slots: 4, bytes: 64, events: [6], stalls: true }),
  scenario({ name: "reader-dies", priority: "high", slots: 4, bytes: 64, events: [5], mortal: "reader" }),
  scenario({ name: "publisher-dies", priority: "medium", slots: 8, bytes: 64, events: [1, 1], mortal: "publisher" }),
] as const;
