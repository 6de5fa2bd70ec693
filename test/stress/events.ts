/** 100,000 events from 50 publishers, each in a thread of its own, to three subscribing threads. */

import { EventBus, limits } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import { Census, type CensusReport, PUBLISHERS, type PublisherData, type SubscriberData } from "./events-data.ts";
import { type Host, settles } from "./host.ts";
import { type Outcome, type Scenario, secondsSince } from "./scenario.ts";
import { jsonNames, topics } from "./topics.ts";

const EACH = 2000;
const TOTAL = PUBLISHERS * EACH;
/** Threads that subscribe beside the main thread. */
const SUBSCRIBERS = 2;
/** Events that subscribers let gather before they handle the first. */
const GATHERED = 2000;

export const events: Scenario = {
  name: `${TOTAL.toLocaleString("en")} events from ${PUBLISHERS} publishers`,
  run: async (host: Host, checks: Checks): Promise<Outcome> => {
    // Every priority holds all of them: what is slow to be handled is not overtaken.
    const bus = EventBus.create(topics, { slots: 1 << 17, bytes: 1 << 23, stallMs: limits.busMaxStallMs });
    const published = new Int32Array(new SharedArrayBuffer(4));
    const go = new Int32Array(new SharedArrayBuffer(4));
    const shared = { bus: bus.buffer, published: published.buffer, go: go.buffer };
    const subscribers = await host.startAll(SUBSCRIBERS, "subscriber.worker", "subscriber", () => {
      return { ...shared, total: TOTAL, gathered: GATHERED } satisfies SubscriberData;
    });
    const census = new Census(published);
    for (const name of jsonNames) bus.subscribe(name, ({ payload, topic }) => census.note(topic, payload));
    const publishers = await host.startAll(PUBLISHERS, "publisher.worker", "publisher", (publisher) => {
      return { ...shared, publisher, each: EACH } satisfies PublisherData;
    });
    const began = performance.now();
    Atomics.store(go, 0, 1);
    Atomics.notify(go, 0);
    await settles(() => census.handled >= TOTAL);
    const reports = [census.report()];
    // Checked border: what subscriber.worker.ts says.
    for (const subscriber of subscribers) reports.push((await subscriber.next()) as CensusReport);
    const seconds = secondsSince(began);
    for (const thread of [...publishers, ...subscribers]) await thread.ended();
    const { left } = await bus.close(1000);
    for (const report of reports) checkReport(checks, report);
    checks.equal("nothing is left when the bus is closed", left, 0);
    const inFlight = Math.max(...reports.slice(1).map((report) => report.inFlight));
    checks.check("1,000 events and more in flight at once", inFlight >= 1000, `${inFlight} at most`);
    const handlers = `${SUBSCRIBERS + 1} subscribing threads`;
    return {
      operations: TOTAL,
      seconds,
      detail: `${PUBLISHERS} threads with a publisher each, ${handlers}, ${inFlight.toLocaleString("en")} in flight at once`,
    };
  },
};

function checkReport(checks: Checks, { handled, doubled, disordered, missed }: CensusReport): void {
  checks.equal("each subscriber handles every event", handled, TOTAL);
  checks.equal("none is handled twice", doubled, 0);
  checks.equal("a publisher's events of one priority come in order", disordered, 0);
  checks.equal("none is missed", missed, 0);
}
