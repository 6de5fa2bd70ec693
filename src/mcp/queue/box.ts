/** Messages that wait in one place, and who waits for them there: never both. */

import { mcpLimits } from "../limits.ts";
import type { Message, Received } from "./types.ts";

interface Kept {
  readonly message: Message;
  /** Of the payload, as JSON. */
  readonly bytes: number;
}

/** When nobody gets a message any more, milliseconds since 1970. */
function endOf({ sentAt, ttl }: Message): number {
  return sentAt + ttl * 1000;
}

export class Box<Waiter> {
  readonly #expired: (count: number) => void;
  #kept: Kept[] = [];
  #bytes = 0;
  /** No message ends before that: then there is nothing to look for. */
  #firstEnd = Number.POSITIVE_INFINITY;
  #waiters: Waiter[] = [];
  #dropped = 0;

  /** `expired`: told how many messages were too old. */
  constructor(expired: (count: number) => void) {
    this.#expired = expired;
  }

  get waiting(): number {
    return this.#waiters.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Messages that somebody may still get. */
  size(now: number): number {
    this.#expire(now);
    return this.#kept.length;
  }

  /** A new message: goes to who has waited longest, or stays; then how many older ones were dropped for it. */
  put(message: Message, bytes: number, now: number): { readonly waiter?: Waiter; readonly dropped: number } {
    const [waiter] = this.#waiters;
    if (waiter !== undefined) {
      this.#waiters.shift();
      return { waiter, dropped: 0 };
    }
    this.#expire(now);
    this.#kept.push({ message, bytes });
    this.#bytes += bytes;
    this.#firstEnd = Math.min(this.#firstEnd, endOf(message));
    let dropped = 0;
    while (this.#kept.length > mcpLimits.queueMessages || this.#bytes > mcpLimits.queueBytes) {
      this.#bytes -= this.#kept.shift()?.bytes ?? 0;
      dropped++;
    }
    this.#dropped += dropped;
    return { dropped };
  }

  /** One that was taken and has reached nobody: the next one to be received again, while there is room for it. */
  putBack(message: Message, bytes: number): Waiter | undefined {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) return waiter;
    const isRoom = this.#kept.length < mcpLimits.queueMessages && this.#bytes + bytes <= mcpLimits.queueBytes;
    if (!isRoom) {
      this.#dropped++;
      return undefined;
    }
    this.#kept.unshift({ message, bytes });
    this.#bytes += bytes;
    this.#firstEnd = Math.min(this.#firstEnd, endOf(message));
    return undefined;
  }

  /** Takes out the oldest messages: as many as are wanted, and as there is `room` for, which is asked for each. */
  take(limit: number, now: number, room: (message: Message) => boolean): Received {
    this.#expire(now);
    let count = 0;
    for (const { message } of this.#kept.slice(0, limit)) {
      if (!room(message) && count > 0) break;
      count++;
    }
    const taken = this.#kept.splice(0, count);
    for (const { bytes } of taken) this.#bytes -= bytes;
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { messages: taken.map(({ message }) => message), dropped, left: this.#kept.length };
  }

  /** What waits, oldest first; it stays. */
  peek(now: number): readonly Message[] {
    this.#expire(now);
    return this.#kept.map(({ message }) => message);
  }

  /** Behind all who wait already. Only where there is no message. */
  wait(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  /** False: it has not waited here. */
  cancel(waiter: Waiter): boolean {
    const before = this.#waiters.length;
    this.#waiters = this.#waiters.filter((one) => one !== waiter);
    return this.#waiters.length < before;
  }

  /** All who wait, who wait no longer then. */
  dismiss(): readonly Waiter[] {
    return this.#waiters.splice(0);
  }

  #expire(now: number): void {
    if (now < this.#firstEnd) return;
    const before = this.#kept.length;
    this.#kept = this.#kept.filter(({ message }) => endOf(message) > now);
    this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#firstEnd = Math.min(Number.POSITIVE_INFINITY, ...this.#kept.map(({ message }) => endOf(message)));
    this.#expired(before - this.#kept.length);
  }
}
