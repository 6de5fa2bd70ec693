/** Events a second from this thread to handlers in others, in all three priorities, beside postMessage. */

import { MessageChannel } from "node:worker_threads";
import { EventBus, limits } from "../../../core/index.ts";
import { progress, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { startThread } from "../thread.ts";
import { type Contender, check } from "./contender.ts";
import { Flow } from "./flow.ts";
import { natsContender } from "./nats.ts";
import type { SubscriberData } from "./subscriber.worker.ts";
import type { TallyReport } from "./tally.ts";
import { jsonNames, Payload, rawNames, reportOf, topics } from "./topics.ts";

export const targets: Targets = {
  "thread to thread, batches of 64": [
    { of: "value", limit: 8 },
    { of: "ratio", limit: 8 },
  ],
  "thread to thread, one by one": [{ of: "value", limit: 3 }],
  "to two threads, batches of 64": [{ of: "value", limit: 3 }],
};

const ROUNDS = 11;
const BATCH = 64;
/** Events between two looks at how far the subscribers are: a multiple of the three priorities, of a batch and of a report. */
const STEP = 768;
/**
 * Events that the publisher may be ahead: fewer than a ring holds, as all of them may be of low priority in the end. A
 * subscriber that were further behind would miss the oldest, as it should; here none may be missed.
 */
const AHEAD = 5 * STEP;

type Kind = "batched" | "single" | "twoBatched" | "twoSingle" | "json" | "messages";

export async function throughputRows(): Promise<BenchRow[]> {
  const contenders: Record<Kind, Contender> = {
    batched: await busContender({ subscribers: 1, by: "raw", isBatched: true, events: 780 * STEP }),
    single: await busContender({ subscribers: 1, by: "raw", isBatched: false, events: 260 * STEP }),
    twoBatched: await busContender({ subscribers: 2, by: "raw", isBatched: true, events: 390 * STEP }),
    twoSingle: await busContender({ subscribers: 2, by: "raw", isBatched: false, events: 195 * STEP }),
    json: await busContender({ subscribers: 1, by: "json", isBatched: false, events: 65 * STEP }),
    messages: await messageContender(65 * STEP),
  };
  const nats = await natsContender(65 * STEP);
  const samples = new Map<string, number[]>();
  const all: readonly [string, Contender][] = [
    ...Object.entries(contenders),
    ...(nats === undefined ? [] : [["nats", nats] as [string, Contender]]),
  ];
  try {
    // The first round brings the code up to speed.
    for (let round = 0; round <= ROUNDS; round++) {
      progress(round === 0 ? "bus: throughput, warming up" : `bus: throughput, round ${round} of ${ROUNDS}`);
      for (const [name, contender] of round % 2 === 0 ? all : all.toReversed()) {
        const rate = await contender.round();
        if (round > 0) samples.set(name, [...(samples.get(name) ?? []), rate]);
      }
    }
  } finally {
    for (const [, contender] of all) await contender.end();
  }
  const rowOf = (name: string, kind: Kind, beside?: { name: string; kind: Kind | "nats" }) => {
    const other = beside && samples.get(beside.kind);
    return row("bus", {
      name,
      unit: "M events/s",
      higherIsBetter: true,
      samples: samples.get(kind) ?? [],
      baseline: beside && other && { name: beside.name, samples: other },
    });
  };
  const messages = { name: "postMessage", kind: "messages" } as const;
  return [
    rowOf("thread to thread, batches of 64", "batched", messages),
    rowOf("the same, beside nats.js over loopback", "batched", { name: "nats.js", kind: "nats" }),
    rowOf("thread to thread, one by one", "single", messages),
    rowOf("thread to thread, JSON, one by one", "json", messages),
    rowOf("to two threads, batches of 64", "twoBatched"),
    rowOf("to two threads, one by one", "twoSingle"),
  ];
}

async function busContender(options: {
  subscribers: number;
  by: "raw" | "json";
  isBatched: boolean;
  events: number;
}): Promise<Contender> {
  const { subscribers, by, isBatched, events } = options;
  const bus = EventBus.create(topics, { stallMs: limits.busMaxStallMs });
  const flow = new Flow(subscribers);
  const threads = Array.from({ length: subscribers }, (_, subscriber) => {
    const data = { by, bus: bus.buffer, flow: flow.buffer, subscriber } satisfies SubscriberData;
    return startThread("./subscriber.worker.ts", import.meta.url, data);
  });
  for (const thread of threads) await thread.next();
  const batch = bus.batch({ events: BATCH });
  const payload = new Payload();
  /** Publishes event `number` of each priority, or as many of them as a batch holds. */
  const publish = isBatched
    ? (from: number) => {
        for (let number = from; number < from + STEP / 3; number += BATCH) {
          for (const name of rawNames) {
            for (let each = number; each < number + BATCH; each++) batch.add(name, payload.with(each));
          }
          batch.publish();
        }
      }
    : (from: number) => {
        for (let number = from; number < from + STEP / 3; number++) {
          if (by === "raw") for (const name of rawNames) bus.publish(name, payload.with(number));
          else for (const name of jsonNames) bus.publish(name, reportOf(number));
        }
      };
  let sent = 0;
  return {
    round: async () => {
      const began = Bun.nanoseconds();
      for (const end = sent + events; sent < end; sent += STEP) {
        publish(sent / 3);
        flow.waitFor(sent + STEP - AHEAD);
      }
      flow.waitFor(sent);
      const took = Bun.nanoseconds() - began;
      for (const thread of threads) {
        thread.send("report");
        check((await thread.next()) as TallyReport, sent);
      }
      return (events * 1000) / took;
    },
    end: async () => {
      for (const thread of threads) await thread.end();
      await bus.close(100);
    },
  };
}

/** The same bytes by postMessage, over a channel of its own. */
async function messageContender(events: number): Promise<Contender> {
  const flow = new Flow(1);
  const { port1, port2 } = new MessageChannel();
  const data = { by: "messages", bus: flow.buffer, flow: flow.buffer, subscriber: 0, port: port2 } as const;
  const thread = startThread("./subscriber.worker.ts", import.meta.url, data satisfies SubscriberData, [port2]);
  await thread.next();
  const payload = new Payload();
  let sent = 0;
  return {
    round: async () => {
      const began = Bun.nanoseconds();
      for (const end = sent + events; sent < end; sent++) port1.postMessage(payload.with(sent));
      flow.waitFor(sent);
      const took = Bun.nanoseconds() - began;
      thread.send("report");
      check((await thread.next()) as TallyReport, sent);
      return (events * 1000) / took;
    },
    end: async () => {
      port1.close();
      await thread.end();
    },
  };
}
