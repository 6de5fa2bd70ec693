/** What the threads of the events scenario share, and how a subscriber keeps account. */

import type { ThreadData } from "./host.ts";
import type { Numbered } from "./topics.ts";

export const PUBLISHERS = 50;

interface Shared {
  readonly bus: SharedArrayBuffer;
  /** How many events all publishers have published. */
  readonly published: SharedArrayBuffer;
  /** Word 0 is 1 when publishers may begin. */
  readonly go: SharedArrayBuffer;
}

export interface PublisherData extends Shared {
  readonly publisher: number;
  readonly each: number;
}

export interface SubscriberData extends Shared {
  readonly total: number;
  /** Events that are to be published before the first one is handled. */
  readonly gathered: number;
}

export type OfThread<T> = T & ThreadData;

export interface CensusReport {
  readonly handled: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly missed: number;
  /** The most events that were published and not yet handled here. */
  readonly inFlight: number;
}

/** Which events a subscriber has handled. */
export class Census {
  handled = 0;
  readonly #published: Int32Array<SharedArrayBuffer>;
  readonly #seen = new Set<number>();
  readonly #next = new Map<string, number>();
  #doubled = 0;
  #disordered = 0;
  #inFlight = 0;

  constructor(published: Int32Array<SharedArrayBuffer>) {
    this.#published = published;
  }

  note(topic: string, { publisher, number }: Numbered): void {
    const inFlight = Atomics.load(this.#published, 0) - this.handled;
    if (inFlight > this.#inFlight) this.#inFlight = inFlight;
    this.handled++;
    const key = number * PUBLISHERS + publisher;
    if (this.#seen.has(key)) this.#doubled++;
    this.#seen.add(key);
    const source = `${topic} ${publisher}`;
    if (number < (this.#next.get(source) ?? 0)) this.#disordered++;
    this.#next.set(source, number + 1);
  }

  report(missed = 0): CensusReport {
    return {
      handled: this.#seen.size,
      doubled: this.#doubled,
      disordered: this.#disordered,
      missed,
      inFlight: this.#inFlight,
    };
  }
}
