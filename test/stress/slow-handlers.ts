/** Handlers slower than the events come, with few workers and a short queue: the publisher runs what does not fit. */

import { EventBus } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import { type Host, settles } from "./host.ts";
import { type Outcome, type Scenario, secondsSince } from "./scenario.ts";
import { topics } from "./topics.ts";

const EVENTS = 500;
const WORKERS = 2;
const QUEUE = 5;
const HANDLER_MS = 2;

export const slowHandlers: Scenario = {
  name: `${EVENTS} events for slow handlers, ${WORKERS} workers, queue of ${QUEUE}`,
  run: async (_: Host, checks: Checks): Promise<Outcome> => {
    const bus = EventBus.create(topics, { workers: WORKERS, queue: QUEUE });
    const seen = new Set<number>();
    let handled = 0;
    bus.subscribe("json.medium", async ({ payload }) => {
      await Bun.sleep(HANDLER_MS);
      seen.add(payload.number);
      handled++;
    });
    const began = performance.now();
    for (let number = 0; number < EVENTS; number++) bus.publish("json.medium", { publisher: 0, number });
    // Some more, at leisure: with room in the queue none of them needs the publisher.
    await settles(() => handled >= EVENTS);
    const seconds = secondsSince(began);
    const { fallbacks, failed } = bus.metrics().topics["json.medium"];
    for (let number = EVENTS; number < EVENTS + QUEUE; number++) bus.publish("json.medium", { publisher: 0, number });
    await settles(() => handled >= EVENTS + QUEUE);
    const after = bus.metrics().topics["json.medium"].fallbacks;
    const { left } = await bus.close(1000);
    checks.equal("every event is handled", seen.size, EVENTS + QUEUE);
    checks.equal("none is handled twice", handled, EVENTS + QUEUE);
    checks.equal("none fails", failed, 0);
    const most = EVENTS - QUEUE;
    const isCounted = fallbacks >= most - WORKERS && fallbacks <= EVENTS;
    checks.check("what the publisher ran itself is counted", isCounted, `${fallbacks}, not about ${most}`);
    checks.equal("with room in the queue the publisher runs nothing", after - fallbacks, 0);
    checks.equal("nothing is left when the bus is closed", left, 0);
    return { operations: EVENTS, seconds, detail: `${fallbacks} run by the publisher` };
  },
};
