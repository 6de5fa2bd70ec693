/** Topics: what can be published, declared as data, and the events that carry it. */

/** Handlers of high priority run first, then medium, then low. */
export type Priority = "high" | "medium" | "low";

/** The priorities in the order in which they are handled; the index names a priority's ring. */
export const priorities = ["high", "medium", "low"] as const satisfies readonly Priority[];

declare const payloadType: unique symbol;

/** A topic: its priority, and (for the compiler alone) the type of its payload. */
export interface TopicSpec<P> {
  readonly priority: Priority;
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
  return { priority };
}

/** An event as a handler gets it. All handlers of a thread get the same object, so none may change it. */
export interface BusEvent<N extends string, P> {
  readonly topic: N;
  readonly payload: P;
  /** When it was published, in milliseconds since 1970. */
  readonly time: number;
  /** Counts the events of one priority over all threads, from 0, without a gap. */
  readonly sequence: number;
  /** The `threadId` of the thread that published it. */
  readonly publisher: number;
}

/** An event of any topic of a table; `topic` tells which, and with it the type of `payload`. */
export type AnyEvent<T extends TopicTable> = { [N in TopicName<T>]: BusEvent<N, PayloadOf<T[N]>> }[TopicName<T>];

/** A topic as the bus knows it. */
export interface Topic {
  readonly name: string;
  /** Its number in shared memory. */
  readonly index: number;
  /** Index into {@link priorities}. */
  readonly priority: number;
}

/** Numbers the topics by name, so that every thread counts alike whatever the order of its declarations. */
export function numberTopics(table: TopicTable): Topic[] {
  return Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, spec], index) => ({ name, index, priority: priorities.indexOf(spec.priority) }));
}

/** A 32-bit hash (FNV-1a) of names and priorities: threads with different tables must not share a bus. */
export function hashTopics(topics: readonly Topic[]): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(topics))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}
