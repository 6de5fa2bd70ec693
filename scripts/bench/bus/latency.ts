/**
 * How long an event takes to a handler in another thread, one every 5 ms so that both threads sleep before: from right
 * before `publish` to the first instruction of the handler, and on to the handler of the answer. The same with postMessage
 * between the same two threads, in turn, with the same 64 bytes and the same clocks.
 *
 * What is to be reached is set against a message and its answer, the time that a program sees without a common clock. The
 * other rows set like against like, for information.
 */

import { EventBus } from "../../../core/index.ts";
import { progress, quantile, row } from "../rounds.ts";
import type { BenchRow, Targets } from "../row.ts";
import { startThread } from "../thread.ts";
import { CLOCK_BYTES, compareClocks } from "./clock.ts";
import { type LatencyData, pingPong } from "./latency-data.ts";
import { Payload } from "./topics.ts";

export const targets: Targets = {
  "publish to handler, p50": [{ of: "ratio", limit: 1.2 }],
  "publish to handler, p99": [{ of: "ratio", limit: 1.2 }],
};

const ROUNDS = 6;
/** Events by the bus, and as many messages, in a round. */
const EVENTS = 300;
const GAP_MS = 5;
/** Events each way before the first round, without a gap, which bring the code up to speed. */
const WARM_EVENTS = 3000;
/** Milliseconds for one answer. */
const ANSWER_MS = 5000;

/** Milliseconds there, and there and back. */
interface Times {
  readonly there: number[];
  readonly back: number[];
}
type Way = keyof Times;

export async function latencyRows(): Promise<BenchRow[]> {
  const bus = EventBus.create(pingPong);
  const clock = new SharedArrayBuffer(CLOCK_BYTES);
  const heardBuffer = new SharedArrayBuffer(8 * EVENTS);
  const heard = new Float64Array(heardBuffer);
  const thread = startThread("./latency.worker.ts", import.meta.url, {
    bus: bus.buffer,
    clock,
    heard: heardBuffer,
  } satisfies LatencyData);
  const { offset, error } = compareClocks(clock);
  progress(`bus: latency, clocks compared to within ${(error * 1000).toFixed(1)} µs`);
  let answered = (_: number) => {};
  bus.subscribe("pong", (event) => answered(event.readWord(0)));
  thread.worker.on("message", (bytes: Uint8Array<ArrayBuffer>) => answered(new Int32Array(bytes.buffer)[0] ?? -1));
  const payload = new Payload();

  /** Sends `number` and notes when it was heard, and when its answer was. */
  const measure = async (times: Times, number: number, send: (bytes: Uint8Array) => void) => {
    const bytes = payload.with(number);
    const answer = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${number} within ${ANSWER_MS} ms`)), ANSWER_MS);
      answered = (heardNumber) => {
        const now = performance.now();
        clearTimeout(timer);
        if (heardNumber === number) resolve(now);
        else reject(new Error(`the answer to ${heardNumber} came in place of that to ${number}`));
      };
    });
    const sent = performance.now();
    send(bytes);
    const back = await answer;
    times.there.push((heard[number] ?? 0) - offset - sent);
    times.back.push(back - sent);
  };
  const byBus = (bytes: Uint8Array) => bus.publish("ping", bytes);
  const byMessage = (bytes: Uint8Array) => thread.send(bytes);

  for (let number = 0; number < WARM_EVENTS; number++) {
    for (const send of [byBus, byMessage]) await measure({ there: [], back: [] }, number % EVENTS, send);
  }

  const rounds: { byBus: Times; byMessage: Times }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    progress(`bus: latency, round ${round + 1} of ${ROUNDS}`);
    const times = { byBus: { there: [], back: [] }, byMessage: { there: [], back: [] } };
    for (let number = 0; number < EVENTS; number++) {
      await measure(times.byBus, number, byBus);
      await Bun.sleep(GAP_MS);
      await measure(times.byMessage, number, byMessage);
      await Bun.sleep(GAP_MS);
    }
    rounds.push(times);
  }
  await bus.close(100);
  await thread.end();

  const rowOf = (name: string, way: Way, q: number, otherWay: Way) => {
    const microseconds = (times: Times, of: Way) => quantile(times[of], q) * 1000;
    return row("bus", {
      name,
      unit: "µs",
      higherIsBetter: false,
      samples: rounds.map(({ byBus }) => microseconds(byBus, way)),
      baseline: {
        name: otherWay === "there" ? "postMessage, one way" : "postMessage, round trip",
        samples: rounds.map(({ byMessage }) => microseconds(byMessage, otherWay)),
      },
    });
  };
  return [
    rowOf("publish to handler, p50", "there", 0.5, "back"),
    rowOf("publish to handler, p99", "there", 0.99, "back"),
    rowOf("the same, one way beside one way, p50", "there", 0.5, "there"),
    rowOf("the same, one way beside one way, p99", "there", 0.99, "there"),
    rowOf("publish to handler and back, p50", "back", 0.5, "back"),
    rowOf("publish to handler and back, p99", "back", 0.99, "back"),
  ];
}
