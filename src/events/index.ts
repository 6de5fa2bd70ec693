/** What tools tell of builds, tests, addresses and readiness: read from their output. Pure. */

import { topic } from "../../core/index.ts";
import type { BuildTold, ReadyTold, TestsTold, ToolEvent, UrlFound } from "./types.ts";

export { EventReader } from "./reader.ts";
export type { ToolEvent, UrlFound } from "./types.ts";
export { urlIn } from "./urls/announced.ts";
export { hostRank, isWildcard } from "./urls/host.ts";

/** What there is to tell of. */
export const eventKinds = ["url", "ready", "build", "tests"] as const satisfies readonly ToolEvent["kind"][];

/** Where and when it was told. */
interface Told {
  /** Of the process: its number as a source, and its name. */
  readonly source: number;
  readonly process: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export type ToldEvent = Told & (UrlFound | ReadyTold | BuildTold | TestsTold);

/** Published by the ingest threads. */
export const eventTopics = {
  "url.detected": topic<Told & UrlFound>("medium"),
  "ready.detected": topic<Told & ReadyTold>("medium"),
  "build.event": topic<Told & BuildTold>("medium"),
  "test.event": topic<Told & TestsTold>("medium"),
} as const;
