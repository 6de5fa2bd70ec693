/** The events of one priority in a batch: private memory, filled without any shared access. */

import { padded } from "./layout.ts";

export class BatchPart {
  /** Payloads, each at a multiple of eight. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #topics: Int32Array<ArrayBuffer>;
  readonly #lengths: Int32Array<ArrayBuffer>;
  /** Where each payload starts, and after the last one where the next will. */
  readonly #starts: Int32Array<ArrayBuffer>;
  #count = 0;

  constructor(events: number, bytes: number) {
    this.bytes = new Uint8Array(bytes);
    this.#topics = new Int32Array(events);
    this.#lengths = new Int32Array(events);
    this.#starts = new Int32Array(events + 1);
  }

  get count(): number {
    return this.#count;
  }

  /** False: full, and nothing has changed. */
  add(topic: number, payload: Uint8Array): boolean {
    const count = this.#count;
    const start = this.#starts[count] ?? 0;
    const end = start + padded(payload.length);
    if (count === this.#topics.length || end > this.bytes.length) return false;
    this.bytes.set(payload, start);
    this.#topics[count] = topic;
    this.#lengths[count] = payload.length;
    this.#starts[count + 1] = end;
    this.#count = count + 1;
    return true;
  }

  clear(): void {
    this.#count = 0;
  }

  topic(index: number): number {
    return this.#topics[index] ?? 0;
  }

  length(index: number): number {
    return this.#lengths[index] ?? 0;
  }

  start(index: number): number {
    return this.#starts[index] ?? 0;
  }

  /** How many events from `first` on are within both limits; each alone must be. */
  fitting(first: number, mostEvents: number, mostBytes: number): number {
    const most = Math.min(this.#count - first, mostEvents);
    if (this.start(first + most) - this.start(first) <= mostBytes) return most;
    let count = 1;
    while (this.start(first + count + 1) - this.start(first) <= mostBytes) count++;
    return count;
  }
}
