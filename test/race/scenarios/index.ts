/** All scenarios. */

import type { Scenario } from "../engine/scenario.ts";
import { busScenarios } from "./bus.ts";
import { busChannelScenarios } from "./bus-channel.ts";
import { claimsScenarios } from "./claims.ts";
import { eventCountScenarios } from "./event-count.ts";
import { gateScenarios } from "./gates.ts";
import { logRingScenarios } from "./log-ring.ts";
import { mutexScenarios } from "./mutex.ts";
import { rwLockScenarios } from "./rwlock.ts";
import { semaphoreScenarios } from "./semaphore.ts";

export const scenarios: readonly Scenario[] = [
  ...mutexScenarios,
  ...rwLockScenarios,
  ...semaphoreScenarios,
  ...eventCountScenarios,
  ...claimsScenarios,
  ...logRingScenarios,
  ...gateScenarios,
  ...busChannelScenarios,
  ...busScenarios,
];
