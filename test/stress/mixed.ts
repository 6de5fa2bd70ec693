/** Mixed load for the rest of the time: everything at once, and threads that come, go and die. */

import { EventBus, LogRing } from "../../core/index.ts";
import type { Checks } from "./checks.ts";
import type { Host } from "./host.ts";
import { Locks } from "./locks.ts";
import type { MixerData } from "./mixer.ts";
import { beginRate, checkRate, WARM_UP_S } from "./rate.ts";
import { checkTrend, takeResources } from "./resources.ts";
import { type Outcome, type Scenario, secondsSince } from "./scenario.ts";
import { topics } from "./topics.ts";

/** Threads that stay, and how many of them handle every event. */
const MIXERS = 4;
const HANDLERS = 2;
/** Milliseconds that a visitor stays, and until the next one comes: to start a thread costs more than what it does. */
const VISIT_MS = 400;
const PAUSE_MS = 800;
/** Milliseconds between two looks at memory, and for all threads to collect their garbage before. */
const SAMPLE_MS = 1000;
const COLLECT_MS = 100;

/** `until`: when it is to end, by `performance.now()`; `runSeconds`: what the whole run was given. */
export function mixedLoad(until: number, runSeconds: number, onProgress: (text: string) => void): Scenario {
  return {
    name: `mixed load, ${MIXERS} threads and visitors`,
    run: async (host: Host, checks: Checks): Promise<Outcome> => {
      const bus = EventBus.create(topics);
      const ring = LogRing.create({ slots: 1 << 16, bytes: 1 << 23 });
      const locks = Locks.create();
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const collect = new Int32Array(new SharedArrayBuffer(4));
      const shared = { bus: bus.buffer, ring: ring.buffer, locks: locks.buffer, collect: collect.buffer };
      const before = new Map(host.board.collect());
      const operationsBefore = host.board.operations;
      const mixers = await host.startAll(MIXERS, "mixer.worker", "mixer", (number) => {
        const own = { source: number + 1, handles: number < HANDLERS, isMortal: false };
        return { ...shared, ...own, stop: stop.buffer } satisfies MixerData;
      });
      const began = performance.now();
      const memory: number[] = [];
      let sampled = 0;
      let visits = 0;
      let killed = 0;
      let endWarm: ReturnType<typeof beginRate> | undefined;
      const msLeft = () => Math.max(0, until - performance.now());
      while (msLeft() > 0) {
        if (secondsSince(began) > WARM_UP_S) endWarm ??= beginRate(host.board.operations);
        // On a busy machine the last visitor would start and end long after the time is over.
        if (visits > 0 && msLeft() < VISIT_MS + PAUSE_MS) {
          await Bun.sleep(msLeft());
          break;
        }
        const ownStop = new Int32Array(new SharedArrayBuffer(4));
        const own = { source: MIXERS + 1 + visits, handles: visits % 3 === 0, isMortal: true };
        const data = { ...shared, ...own, stop: ownStop.buffer } satisfies MixerData;
        const visitor = await host.start("mixer.worker", `visitor ${visits}`, data);
        visits++;
        await Bun.sleep(Math.min(VISIT_MS * (0.5 + Math.random()), msLeft()));
        if (visits % 2 === 0) {
          await visitor.kill();
          killed++;
        } else {
          Atomics.store(ownStop, 0, 1);
          await visitor.ended();
        }
        tellDeath(visitor.id, { bus, ring, locks });
        await Bun.sleep(Math.min(PAUSE_MS, msLeft()));
        if (performance.now() - sampled < SAMPLE_MS || msLeft() === 0) continue;
        sampled = performance.now();
        Atomics.add(collect, 0, 1);
        await Bun.sleep(COLLECT_MS);
        memory.push(takeResources().megabytes);
        const rate = (host.board.operations - operationsBefore) / secondsSince(began) / 1e6;
        onProgress(
          `${((until - sampled) / 1000).toFixed(0)} s to go, ${rate.toFixed(2)} M operations/s, ${memory.at(-1)?.toFixed(0)} MB`,
        );
      }
      const warm = endWarm?.(host.board.operations);
      Atomics.store(stop, 0, 1);
      for (const mixer of mixers) await mixer.ended();
      const seconds = secondsSince(began);
      const operations = host.board.operations - operationsBefore;
      const { left } = await bus.close(1000);
      const counts = host.board.collect();
      const since = (kind: Parameters<typeof counts.get>[0]) => (counts.get(kind) ?? 0) - (before.get(kind) ?? 0);
      checks.equal("nothing torn, doubled, out of order or unprotected", since("wrong"), 0);
      checks.equal("nothing is left when the bus is closed", left, 0);
      for (const kind of ["published", "written", "read", "searched", "locked", "subscribed", "handled"] as const) {
        checks.check("every kind of work was done", since(kind) > 0, `none was ${kind}`);
      }
      checkTrend(checks, memory);
      checkRate(checks, warm, runSeconds);
      const millions = (kind: "published" | "written" | "locked" | "handled") =>
        `${(since(kind) / 1e6).toFixed(1)} M ${kind}`;
      const work = (["published", "written", "locked", "handled"] as const).map(millions).join(", ");
      return { operations, seconds, warm, detail: `${work}, ${visits} visitors, ${killed} of them killed` };
    },
  };
}

/** What a host does for every thread that has ended. */
function tellDeath(
  id: number,
  { bus, ring, locks }: { bus: EventBus<typeof topics>; ring: LogRing; locks: Locks },
): void {
  locks.mutex.threadDied(id);
  locks.rwLock.threadDied(id);
  bus.threadDied(id);
  ring.threadDied(id);
}
