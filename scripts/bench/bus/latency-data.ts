/** What the two threads of the latency benchmark share. */

import { rawTopic } from "../../../core/index.ts";

export const pingPong = { ping: rawTopic("high"), pong: rawTopic("high") } as const;

export type LatencyData = {
  readonly bus: SharedArrayBuffer;
  /** For the comparison of the threads' clocks. */
  readonly clock: SharedArrayBuffer;
  /** By number: when the worker heard of it, in its own milliseconds. */
  readonly heard: SharedArrayBuffer;
};
