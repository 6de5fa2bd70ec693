/** Topics: what can be published, declared as data. */

import { CoreError } from "../errors.ts";

/** Handlers of high priority run first, then medium, then low. */
export type Priority = "high" | "medium" | "low";

/** The priorities in the order in which they are handled; the index names a priority's ring. */
export const priorities = ["high", "medium", "low"] as const satisfies readonly Priority[];

/** Index of the priority for which publishers wait. */
export const HIGH = 0;

declare const payloadType: unique symbol;

/** A topic: its priority, how its payload travels, and (for the compiler alone) the payload's type. */
export interface TopicSpec<P> {
  readonly priority: Priority;
  /** "json": encoded when published, decoded when a handler asks for it. "raw": bytes, copied as they are. */
  readonly encoding: "json" | "raw";
  readonly [payloadType]?: P;
}

/** All topics of a bus by name. */
export type TopicTable = Record<string, TopicSpec<unknown>>;

/** The names of a table. */
export type TopicName<T extends TopicTable> = keyof T & string;

/** The payload type of a topic. */
export type PayloadOf<S> = S extends TopicSpec<infer P> ? P : never;

/** Declares a topic whose payload is a `P`: what JSON can encode, or `undefined`. */
export function topic<P>(priority: Priority): TopicSpec<P> {
  return { priority, encoding: "json" };
}

/** Declares a topic whose payload is bytes: for what is published so often that JSON would cost more than the rest. */
export function rawTopic(priority: Priority): TopicSpec<Uint8Array> {
  return { priority, encoding: "raw" };
}

/** What the bus tells of a handler that threw or rejected. */
export interface HandlerFailure {
  /** Whose handler it was. */
  readonly topic: string;
  /** The `threadId` of its thread. */
  readonly thread: number;
  /** What it threw, as text, cut to `limits.busFailureText` characters. */
  readonly message: string;
  /** How many runs of handlers of this topic have failed in this thread up to now: failures that were not told count too. */
  readonly count: number;
}

/** Topics that every bus has. */
export const coreTopics = { "bus.handler-failed": topic<HandlerFailure>("high") } as const;

/** A table with the topics that every bus has. */
export type WithCore<T extends TopicTable> = T & typeof coreTopics;

/** Names that begin so are the bus's own. */
const RESERVED = "bus.";

/** A topic as the bus knows it. */
export interface Topic {
  readonly name: string;
  /** Its number in shared memory. */
  readonly index: number;
  /** Index into {@link priorities}. */
  readonly priority: number;
  readonly isRaw: boolean;
}

/**
 * Numbers the topics by name, so that every thread counts alike whatever the order of its declarations. Throws
 * `bus.reserved-topic` for a name that begins with "bus.".
 */
export function numberTopics(table: TopicTable): Topic[] {
  const reserved = Object.keys(table).find((name) => name.startsWith(RESERVED));
  if (reserved !== undefined) {
    throw new CoreError(
      "bus.reserved-topic",
      `topic "${reserved}": names that begin with "${RESERVED}" are the bus's own`,
    );
  }
  return Object.entries({ ...table, ...coreTopics })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec], index) => ({
      name,
      index,
      priority: priorities.indexOf(spec.priority),
      isRaw: spec.encoding === "raw",
    }));
}

/** A 32-bit hash (FNV-1a) of names, priorities and encodings: threads with different tables must not share a bus. */
export function hashTopics(topics: readonly Topic[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(topics))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
