/** Sizes and spins that production has large and that are small here, so that few steps reach every border. */

import type { limits } from "../../../core/limits.ts";
import type { Patch } from "./scenario.ts";

/** In place of what `core/limits.ts` says. */
export const smallLimits: Partial<Record<keyof typeof limits, number>> = {
  lockReaders: 2,
  ringClaims: 8,
  ringGates: 2,
  windowRecords: 8,
  windowBytes: 256,
  batchRecords: 16,
  batchBytes: 512,
  eventBytes: 256,
  busThreads: 8,
  busTake: 8,
  busTakeBytes: 128,
};

export const tuning: readonly Patch[] = [
  // Looking at a taken lock a hundred times in a row is no different from looking once.
  { file: "core/sync/mutex.ts", find: "const SPINS = 100;", replace: "const SPINS = 1;" },
  // A time limit that is used up in one piece: one choice for the explorer instead of several.
  {
    file: "core/sync/deadline.ts",
    find: "Math.min(limits.waitSliceMs, this.#leftMs / 4)",
    replace: "this.#leftMs",
  },
  // Turns of the event loop are the explorer's.
  {
    file: "core/bus/turn.ts",
    find: "(globalThis as unknown as Host).setImmediate(task);",
    replace: "setTimeout(task, 0);",
  },
];
