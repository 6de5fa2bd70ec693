/** All litmus tests. */

import { busLitmus } from "./bus.ts";
import type { Litmus } from "./litmus.ts";
import { logRingLitmus } from "./log-ring.ts";
import { memoryLitmus } from "./memory.ts";
import { syncLitmus } from "./sync.ts";

export const litmusTests: readonly Litmus[] = [...memoryLitmus, ...syncLitmus, ...logRingLitmus, ...busLitmus];
