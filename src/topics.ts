/** Every topic of the event bus: declared by the capability that publishes it, put together here. */

import { mapValues } from "es-toolkit";
import { type Priority, topic } from "../core/index.ts";
import { errorTopics } from "./errors/index.ts";
import { eventTopics } from "./events/index.ts";
import { logTopics } from "./logs/index.ts";
import { mcpTopics } from "./mcp/index.ts";
import { processTopics } from "./process/index.ts";
import { proxyTopics } from "./proxy/index.ts";

/** A sentence for the person at the screen; it is in the log ring too (source 0). */
export interface Notice {
  readonly level: "info" | "warn" | "error";
  readonly text: string;
}

export const topics = {
  ...processTopics,
  ...logTopics,
  ...errorTopics,
  ...eventTopics,
  ...mcpTopics,
  ...proxyTopics,
  "system.notice": topic<Notice>("high"),
} as const;

/** The bus type that every thread shares. */
export type Topics = typeof topics;

/** The topics with other priorities, as the configuration may want; every thread must take the same. */
export function topicsWith(priorities: Readonly<Record<keyof Topics, Priority>>): Topics {
  // Checked border: nothing but the priorities changes.
  return mapValues(topics, (spec, name) => ({ ...spec, priority: priorities[name] })) as Topics;
}
