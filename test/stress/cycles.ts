/** Buses and rings made, used and dropped, again and again: nothing may grow. */

import { EventBus, LogBatch, LogRing } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import { type Host, settles } from "./host.ts";
import { fieldsOf, isWhole, LineBytes } from "./lines.ts";
import { checkResources, settledResources, takeResources } from "./resources.ts";
import { type Outcome, type Scenario, secondsSince } from "./scenario.ts";
import { jsonNames, topics } from "./topics.ts";

const CYCLES = 10;
const EVENTS = 1000;
const WRITES = 500;
const bytes = new LineBytes(1);

export const cycles: Scenario = {
  name: `${CYCLES} buses of ${EVENTS} events, ${CYCLES} rings of ${WRITES} writes`,
  run: async (_: Host, checks: Checks): Promise<Outcome> => {
    // A first turn leaves what the engine keeps for good.
    await turn(checks);
    const start = takeResources();
    const began = performance.now();
    await turn(checks);
    const seconds = secondsSince(began);
    checkResources(checks, start, await settledResources(start, 2000));
    return { operations: CYCLES * (EVENTS + WRITES), seconds, detail: "in the main thread, two ends of each bus" };
  },
};

async function turn(checks: Checks): Promise<void> {
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await busCycle(checks);
    ringCycle(checks);
  }
}

async function busCycle(checks: Checks): Promise<void> {
  const bus = EventBus.create(topics);
  const other = EventBus.attach(topics, bus.buffer);
  let handled = 0;
  for (const end of [bus, other]) for (const name of jsonNames) end.subscribe(name, () => void handled++);
  for (let number = 0; number < EVENTS; number++) {
    (number % 2 === 0 ? bus : other).publish(jsonNames[number % 3] ?? "json.low", { publisher: 0, number });
  }
  await settles(() => handled >= 2 * EVENTS);
  checks.equal("both ends of each bus handle every event", handled, 2 * EVENTS);
  const left = (await bus.close(1000)).left + (await other.close(1000)).left;
  checks.equal("a closed bus leaves nothing", left, 0);
}

function ringCycle(checks: Checks): void {
  const ring = LogRing.create({ slots: 1 << 12, bytes: 1 << 20 });
  const writer = ring.writer();
  const batch = new LogBatch();
  for (let number = 0; number < WRITES; number++) {
    batch.clear();
    batch.add(fieldsOf(1, number), bytes.of(number));
    writer.write(batch);
  }
  const { records } = ring.reader().range(0, WRITES);
  checks.equal("each ring gives back what was written", records.filter(isWhole).length, WRITES);
}
