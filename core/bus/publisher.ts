/** The writing side of one thread: what to do where a ring or this thread's own queue is full. */

import { limits } from "../limits.ts";
import type { Channel, Draft } from "./channel.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";
import type { Seat } from "./seats.ts";

export class Publisher {
  readonly #channels: readonly Channel[];
  readonly #inbox: Inbox;
  readonly #dispatcher: Dispatcher;
  readonly #stallMs: number;
  #isRelieving = false;

  constructor(parts: { channels: readonly Channel[]; inbox: Inbox; dispatcher: Dispatcher; stallMs: number }) {
    this.#channels = parts.channels;
    this.#inbox = parts.inbox;
    this.#dispatcher = parts.dispatcher;
    this.#stallMs = parts.stallMs;
  }

  /** Publishes; blocks for `stallMs` at most, and only in high priority. */
  publish(priority: number, draft: Draft): void {
    const channel = this.#channels[priority];
    if (channel === undefined) return;
    const self = this.#inbox.seat;
    const holder = channel.write(draft, { self, overtakeSelf: false, overtakeOthers: false });
    if (holder !== undefined) this.#publishSlowly(priority, channel, draft, holder);
    if (self?.isReading(priority)) this.#relieve(priority, limits.busQueue, limits.busFallbacks);
  }

  /** The ring is full of what `firstHolder` has not read and may not miss. */
  #publishSlowly(priority: number, channel: Channel, draft: Draft, firstHolder: Seat): void {
    // A copy, because handlers that run here may publish too and use the same scratch memory.
    const held = { ...draft, bytes: draft.bytes.slice() };
    const until = performance.now() + this.#stallMs;
    let overtakeSelf = false;
    let overtakeOthers = false;
    for (let holder: Seat | undefined = firstHolder; holder !== undefined; ) {
      const self = this.#inbox.seat;
      const left = until - performance.now();
      // Nobody else reads for this thread, so waiting for itself would be in vain.
      if (holder.index === self?.index) overtakeSelf = !this.#relieveRing(priority);
      else if (left <= 0) overtakeOthers = true;
      else this.#waitFor(holder, channel, left);
      holder = channel.write(held, { self, overtakeSelf, overtakeOthers });
    }
  }

  /** Sleeps until a reader has taken events, `timeoutMs` at most. */
  #waitFor(holder: Seat, channel: Channel, timeoutMs: number): void {
    const ticket = channel.room.prepare();
    // Looks again after prepare(): a reader that takes from here on wakes us (see EventCount).
    if (channel.isHeldBy(holder)) channel.room.wait(ticket, timeoutMs);
    else channel.room.cancel();
  }

  /** Makes room in a ring that this thread itself holds up; false: it cannot. */
  #relieveRing(priority: number): boolean {
    const before = this.#inbox.backlog(priority);
    this.#inbox.refill();
    if (this.#inbox.backlog(priority) < before) return true;
    // The queue is full as well.
    return this.#relieve(priority, 0, 1) > 0;
  }

  /**
   * Runs up to `max` queued handlers here and now while more than `allowed` deliveries wait. Not from within a handler that
   * runs this way itself: the stack must not grow with the queue. Returns how many it ran.
   */
  #relieve(priority: number, allowed: number, max: number): number {
    if (this.#isRelieving) return 0;
    this.#isRelieving = true;
    let ran = 0;
    try {
      while (ran < max && this.#dispatcher.queued(priority) + this.#inbox.backlog(priority) > allowed) {
        this.#inbox.fill();
        if (!this.#dispatcher.runNext(true)) break;
        ran += 1;
      }
      if (ran > 0) this.#inbox.refill();
    } finally {
      this.#isRelieving = false;
    }
    return ran;
  }
}
