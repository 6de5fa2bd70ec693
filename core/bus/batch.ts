/** Batches: events staged in private memory and published with one claim per priority. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { BatchPart } from "./batch-part.ts";
import { padded } from "./layout.ts";
import { type PayloadEncoder, payloadTooLarge } from "./payload.ts";
import { type PayloadOf, priorities, type Topic, type TopicName, type TopicTable } from "./topic.ts";

/** What a batch holds of each priority. */
export interface BatchOptions {
  /** Events, 1 to `limits.busMaxSlots`; `limits.busBatchEvents` by default. */
  readonly events?: number;
  /** Bytes of payload, 8 to `limits.busMaxBytes`; `limits.busBatchBytes` by default. */
  readonly bytes?: number;
}

/** What it needs of its bus. */
export interface BatchBus {
  readonly encoder: PayloadEncoder;
  topic(name: string): Topic;
  /** Bytes that one payload may have, by priority. */
  readonly mostBytes: readonly number[];
  publishPart(priority: number, part: BatchPart): void;
}

/** One thread's, reused: `add` until it says no, `publish`, go on. */
export class BusBatch<T extends TopicTable> {
  readonly #bus: BatchBus;
  readonly #events: number;
  readonly #bytes: number;
  #parts: readonly BatchPart[];
  #spare: readonly BatchPart[] | undefined;

  /** By `EventBus.batch`. */
  constructor(bus: BatchBus, { events = limits.busBatchEvents, bytes = limits.busBatchBytes }: BatchOptions) {
    checkSize("events", events, 1, limits.busMaxSlots);
    checkSize("bytes", bytes, 8, limits.busMaxBytes);
    this.#bus = bus;
    this.#events = events;
    this.#bytes = bytes;
    this.#parts = this.#newParts();
  }

  /** Events in it. */
  get count(): number {
    return this.#parts.reduce((sum, part) => sum + part.count, 0);
  }

  /**
   * Copies an event in. False: there is no room for it, and nothing has changed. Throws as `EventBus.publish` does for a
   * wrong topic or payload, and `bus.payload-too-large` for one that an empty batch could not hold.
   */
  add<N extends TopicName<T>>(name: N, payload: PayloadOf<T[N]>): boolean {
    const topic = this.#bus.topic(name);
    const bytes = this.#bus.encoder.encode(topic, payload);
    const most = Math.min(this.#bus.mostBytes[topic.priority] ?? 0, this.#bytes);
    if (padded(bytes.length) > most) throw payloadTooLarge(name, most);
    return this.#parts[topic.priority]?.add(topic.index, bytes) ?? false;
  }

  /**
   * Publishes all events, with one claim per priority where a quarter of its ring takes them, and empties the batch. The
   * events of each priority keep their order and follow each other, high priority goes first. Blocks and throws as
   * `EventBus.publish` does; then those before are published, and the rest is lost: the batch is empty in any case.
   */
  publish(): void {
    const parts = this.#parts;
    // Handlers that publishing runs in this thread may use the batch meanwhile.
    this.#parts = this.#spare ?? this.#newParts();
    this.#spare = undefined;
    try {
      parts.forEach((part, priority) => {
        if (part.count > 0) this.#bus.publishPart(priority, part);
      });
    } finally {
      for (const part of parts) part.clear();
      this.#spare = parts;
    }
  }

  /** Empties it, and publishes nothing. */
  clear(): void {
    for (const part of this.#parts) part.clear();
  }

  #newParts(): readonly BatchPart[] {
    return priorities.map(() => new BatchPart(this.#events, this.#bytes));
  }
}

function checkSize(name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new CoreError("bus.size", `a batch of ${value} ${name} cannot be: a whole number from ${min} to ${max}`);
}
