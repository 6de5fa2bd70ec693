/** The writing side of one thread: what to do where a ring or this thread's own queue is full. */

import { entryAt } from "../entry.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { BatchPart } from "./batch-part.ts";
import type { Channel } from "./channel.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Inbox } from "./inbox.ts";
import type { Lane } from "./lane.ts";
import { priorities, type Topic } from "./topic.ts";

export interface PublisherParts {
  readonly channels: readonly Channel[];
  readonly inbox: Inbox;
  readonly dispatcher: Dispatcher;
  readonly stallMs: number;
  /** Events of one priority that may wait in this thread. */
  readonly queue: number;
  /** Called when it has to wait for a reader in another thread. */
  readonly onWait: (priority: number) => void;
}

export class Publisher {
  readonly #parts: PublisherParts;
  #isRelieving = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  /** Publishes one event; blocks for `stallMs` at most, and only in high priority. */
  publish(topic: Topic, bytes: Uint8Array): void {
    const { priority } = topic;
    const channel = entryAt(this.#parts.channels, priority);
    const lane = entryAt(this.#parts.inbox.lanes, priority);
    const time = Date.now();
    let sequence = channel.write(topic, bytes, time);
    if (sequence === undefined) {
      // A copy, because handlers that run here may publish too and use the same scratch memory.
      const held = bytes.slice();
      sequence = this.#insist(channel, lane, () => channel.write(topic, held, time));
    }
    this.#relieveOver(lane, sequence + 1);
  }

  /**
   * As {@link publish}, for all events of one priority of a batch; `onPublished` is told of each run of them, from one number
   * to before another: it may throw with some published and some not.
   */
  publishPart(priority: number, part: BatchPart, onPublished: (from: number, to: number) => void): void {
    const channel = entryAt(this.#parts.channels, priority);
    const lane = entryAt(this.#parts.inbox.lanes, priority);
    const time = Date.now();
    for (let first = 0; first < part.count; ) {
      const some = channel.writeMany(part, first, time);
      const from = first;
      first += some > 0 ? some : this.#insist(channel, lane, () => channel.writeMany(part, from, time) || undefined);
      onPublished(from, first);
      if (lane.reader.isReading) this.#relieveOver(lane, channel.claims.committed());
    }
  }

  /** Runs the oldest handlers here and now where more events wait in this thread than may; `end`: of those published. */
  #relieveOver(lane: Lane, end: number): void {
    if (!lane.reader.isReading) return;
    this.#parts.inbox.isInterrupted = true;
    if (end - lane.reader.next + lane.held > this.#parts.queue)
      this.#relieve(lane, this.#parts.queue, limits.busFallbacks);
  }

  /** Tries until there is room, which it waits for or makes. */
  #insist(channel: Channel, lane: Lane, attempt: () => number | undefined): number {
    const { gate, claims } = channel;
    const stalledAt = performance.now() + this.#parts.stallMs;
    const giveUpAt = performance.now() + limits.lockMs;
    try {
      for (;;) {
        const ticket = claims.room.prepare();
        let mustWait = false;
        let until = giveUpAt;
        try {
          // A claim that others leave no room for does not come as far as the gate.
          gate.holder = undefined;
          // Looks again after prepare(): a reader that takes, or a publisher that commits, from here on wakes us.
          const done = attempt();
          if (done !== undefined) return done;
          const { holder } = gate;
          // Nobody else reads for this thread, so waiting for itself would be in vain.
          if (holder === gate.self) gate.overtakeSelf = !this.#relieveRing(lane);
          else if (holder !== undefined && performance.now() >= stalledAt) gate.overtakeOthers = true;
          else mustWait = true;
          if (holder !== undefined) until = stalledAt;
        } finally {
          if (!mustWait) claims.room.cancel();
        }
        if (!mustWait) continue;
        if (until === stalledAt) this.#parts.onWait(lane.priority);
        const woken = claims.room.wait(ticket, until - performance.now());
        if (!woken && until === giveUpAt) throw noRoom(lane.priority);
      }
    } finally {
      gate.overtakeSelf = false;
      gate.overtakeOthers = false;
    }
  }

  /** Makes room in a ring that this thread itself holds up; false: it cannot. */
  #relieveRing(lane: Lane): boolean {
    if (lane.stock(this.#parts.queue - lane.held) > 0) return true;
    // The queue is full as well.
    return this.#relieve(lane, 0, 1) > 0;
  }

  /**
   * Runs up to `most` handlers here and now, the most urgent first, while more than `allowed` events wait in the lane. Not
   * from within a handler that runs this way itself: the stack must not grow with the queue. Returns how many it ran.
   */
  #relieve(lane: Lane, allowed: number, most: number): number {
    if (this.#isRelieving) return 0;
    this.#isRelieving = true;
    const { inbox, dispatcher } = this.#parts;
    // The handler that publishes here is not charged for those that it runs.
    dispatcher.watch.stop();
    dispatcher.watch.start();
    let ran = 0;
    try {
      for (
        let urgent = inbox.urgent();
        urgent !== undefined && ran < most && lane.held + lane.reader.backlog() > allowed;
        urgent = inbox.urgent()
      ) {
        if (!urgent.hasHeld) urgent.fill(limits.busTake);
        else if (dispatcher.run(urgent, true)) ran++;
      }
      if (ran > 0) inbox.stock();
      dispatcher.lookAt(inbox.watched);
    } finally {
      this.#isRelieving = false;
    }
    return ran;
  }
}

function noRoom(priority: number): CoreError {
  return new CoreError(
    "ring.no-room",
    `event bus, ${priorities[priority]}: no room within ${limits.lockMs} ms: a publisher has not committed what it ` +
      "claimed; if its thread has died, the host must say so by threadDied",
  );
}
