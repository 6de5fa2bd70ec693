/** Threads that stall, and threads that are ended wherever they are: nobody else may stand still or see half of anything. */

import { EventBus, LogBatch, LogRing } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import { type Host, settles, within } from "./host.ts";
import { fieldsOf, isWhole, LineBytes } from "./lines.ts";
import { Locks } from "./locks.ts";
import { Order } from "./order.ts";
import { type Outcome, type Scenario, secondsSince } from "./scenario.ts";
import type { SleeperData, SleeperReport } from "./sleeper.worker.ts";
import { RawEvent, rawNames, topics } from "./topics.ts";
import type { VictimData } from "./victim.worker.ts";

const EVENTS = 3000;
const STALL_MS = 200;
const VICTIMS = 20;
/** Milliseconds that a victim works at most before it is ended. */
const LIFE_MS = 12;
/** Milliseconds for what the living do after a death. */
const AFTER_MS = 5000;

export const stall: Scenario = {
  name: `a subscriber that stalls, ${EVENTS.toLocaleString("en")} events of high priority`,
  run: async (host: Host, checks: Checks): Promise<Outcome> => {
    const bus = EventBus.create(topics, { slots: 256, stallMs: STALL_MS });
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const data = { bus: bus.buffer, gate: gate.buffer, last: EVENTS - 1 } satisfies SleeperData;
    const sleeper = await host.start("sleeper.worker", "sleeper", data);
    const own: number[] = [];
    bus.subscribe("json.high", ({ payload }) => void own.push(payload.number));
    bus.publish("json.high", { publisher: 0, number: 0 });
    await settles(() => Atomics.load(gate, 1) === 1);
    const began = performance.now();
    for (let number = 1; number < EVENTS; number++) bus.publish("json.high", { publisher: 0, number });
    const publishing = performance.now() - began;
    await settles(() => own.length >= EVENTS);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    // Checked border: what sleeper.worker.ts says.
    const { handled, missed, disordered } = (await sleeper.next()) as SleeperReport;
    const seconds = secondsSince(began);
    const { stalls } = bus.counters().priorities.high;
    await sleeper.ended();
    await bus.close(1000);
    checks.check(
      "who is awake gets every event once and in order",
      own.every((n, at) => n === at) && own.length === EVENTS,
      `${own.length} came`,
    );
    checks.check(
      "the publisher waits for the sleeper once",
      publishing < 10 * STALL_MS,
      `for ${publishing.toFixed(0)} ms`,
    );
    checks.equal("the sleeper is declared stalled", stalls, 1);
    checks.check("the sleeper misses events and is told", missed > 0, "none");
    checks.equal("handled and missed make all", handled + missed, EVENTS);
    checks.equal("the sleeper gets the rest in order", disordered, 0);
    const detail = `publisher held up ${publishing.toFixed(0)} ms in all, sleeper missed ${missed.toLocaleString("en")}`;
    return { operations: EVENTS, seconds, detail };
  },
};

export const deaths: Scenario = {
  name: `${VICTIMS} threads ended in the middle of their work`,
  run: async (host: Host, checks: Checks): Promise<Outcome> => {
    const bus = EventBus.create(topics);
    const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 20 });
    const locks = Locks.create();
    let wrong = 0;
    let own = 0;
    for (const name of rawNames) {
      const order = new Order();
      bus.subscribe(name, (event) => {
        if (!order.isRight(event)) wrong++;
        if (event.readWord(0) === 0) own++;
      });
    }
    const raw = new RawEvent();
    const writer = ring.writer();
    const batch = new LogBatch();
    const bytes = new LineBytes(0);
    let poisoned = 0;
    let number = 0;
    const operationsBefore = host.board.operations;
    const began = performance.now();

    /** What those who live on do: everything, within the limit. */
    const live = async () => {
      const acquired = await locks.mutex.lockAsync(AFTER_MS);
      if (acquired === "poisoned") poisoned++;
      checks.check(
        "what the mutex protects is whole",
        locks.raise(acquired),
        "half changed, and not said to be poisoned",
      );
      locks.mutex.unlock();
      const written = await locks.rwLock.writeLockAsync(AFTER_MS);
      checks.check("what the readers-writer lock protects is whole", locks.raiseWritten(written), "half changed");
      locks.rwLock.writeUnlock();
      const expected = own + rawNames.length;
      for (const name of rawNames) bus.publish(name, raw.of(0, number));
      const came = await settles(() => own >= expected, AFTER_MS);
      checks.check("events go on after a death", came, `${own} of ${expected} events came`);
      batch.clear();
      batch.add(fieldsOf(0, number), bytes.of(number));
      const sequence = writer.write(batch);
      const record = ring.reader().at(sequence);
      checks.check("the log goes on after a death", record?.source === 0 && isWhole(record), "the line is not there");
      number++;
    };

    for (let victim = 1; victim <= VICTIMS; victim++) {
      const isHolder = victim % 2 === 0;
      const holds = new Int32Array(new SharedArrayBuffer(4));
      const shared = { bus: bus.buffer, ring: ring.buffer, locks: locks.buffer, holds: holds.buffer };
      const data = { ...shared, source: victim, isHolder } satisfies VictimData;
      const thread = await host.start("victim.worker", `victim ${victim}`, data);
      if (isHolder) await settles(() => Atomics.load(holds, 0) === 1);
      else await Bun.sleep(Math.random() * LIFE_MS);
      await thread.kill();
      const wasOwner = locks.mutex.threadDied(thread.id);
      if (isHolder) checks.check("who dies with the mutex is found out", wasOwner, "it was not the owner");
      locks.rwLock.threadDied(thread.id);
      bus.threadDied(thread.id);
      ring.threadDied(thread.id);
      await within(live(), "the living", 4 * AFTER_MS);
    }
    const reader = ring.reader();
    const { records } = reader.range(reader.oldest(), reader.latest());
    const seconds = secondsSince(began);
    const { left } = await bus.close(1000);
    checks.equal("no record is torn", records.filter((record) => !isWhole(record)).length, 0);
    checks.equal("no event comes twice, torn or out of order", wrong, 0);
    checks.check("the next owner is told of a death", poisoned >= VICTIMS / 2, `${poisoned} times`);
    checks.equal("nothing is left when the bus is closed", left, 0);
    const abandoned = Object.values(bus.counters().priorities).reduce((sum, ring) => sum + ring.abandoned, 0);
    const open = abandoned + ring.counters().abandoned;
    const detail = `${poisoned} with the mutex in hand, ${open} claims left open, threads started on the clock`;
    return { operations: host.board.operations - operationsBefore, seconds, detail };
  },
};
