/** All broken twins. */

import { busTwins } from "./bus.ts";
import { claimsTwins } from "./claims.ts";
import { logRingTwins } from "./log-ring.ts";
import { syncTwins } from "./sync.ts";
import type { Twin } from "./twin.ts";

export const twins: readonly Twin[] = [...syncTwins, ...claimsTwins, ...logRingTwins, ...busTwins];
