/** What creators and threads may choose, and the check of it. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { BusErrorHandler } from "./failures.ts";
import type { BusSize } from "./layout.ts";
import { type Priority, priorities } from "./topic.ts";

/** What a thread may choose for its own end of the bus. */
export interface BusOptions {
  /**
   * Asynchronous handlers under way at once in this thread, 1 to `limits.busMaxWorkers`. By default the thread's share of
   * what the bus's creator chose for the program: the total divided by the ends that subscribe at the moment, 1 at least.
   */
  readonly workers?: number;
  /** Events of one priority that wait in this thread (1 to `limits.busMaxQueue`); by default as the bus's creator chose. */
  readonly queue?: number;
  /**
   * Milliseconds for which `publish` of high priority may block this thread, 0 to `limits.busMaxStallMs`;
   * `limits.busStallMs` by default. A thread that draws a screen chooses less than a frame; a subscriber that is slower
   * than that counts as stalled the sooner.
   */
  readonly stallMs?: number;
  /**
   * Told of what a handler of this thread threw or rejected with, with the error itself. Also told, once each time, when
   * deliveries have been held up for `limits.lockMs` by the lock of a ring: of the `lock.timeout`, with "bus.delivery" for a
   * topic. They go on by themselves when it can be had.
   */
  readonly onError?: BusErrorHandler;
}

/** The size of one priority's ring. */
export interface RingSize {
  /** Events that it holds: a power of two from `limits.busMinSlots` to `limits.busMaxSlots`; `limits.busSlots` by default. */
  readonly slots?: number;
  /**
   * Bytes of payload that it holds: a power of two from `limits.busMinBytes` to `limits.busMaxBytes`; `limits.busBytes` by
   * default. A payload may take a quarter of it at most.
   */
  readonly bytes?: number;
}

/**
 * What the creator chooses for all: `workers` is the program's total (by default `limits.busWorkers`), `queue` the default
 * of all threads, `slots` and `bytes` those of every priority that does not say otherwise.
 */
export interface BusCreation extends BusOptions, RingSize, Partial<Readonly<Record<Priority, RingSize>>> {}

/** Throws `bus.size` and `bus.option` for what cannot be. */
export function checkCreation(options: BusCreation): BusSize {
  checkOptions(options);
  return {
    workers: options.workers ?? limits.busWorkers,
    queue: options.queue ?? limits.busQueue,
    rings: priorities.map((priority) => {
      const slots = options[priority]?.slots ?? options.slots ?? limits.busSlots;
      const bytes = options[priority]?.bytes ?? options.bytes ?? limits.busBytes;
      checkSize(priority, "slots", slots, limits.busMinSlots, limits.busMaxSlots);
      checkSize(priority, "bytes", bytes, limits.busMinBytes, limits.busMaxBytes);
      return { slots, bytes };
    }),
  };
}

/** Throws `bus.option` for a value that cannot be. */
export function checkOptions({ workers, queue, stallMs }: BusOptions): void {
  checkWhole("workers", workers, 1, limits.busMaxWorkers);
  checkWhole("queue", queue, 1, limits.busMaxQueue);
  if (stallMs !== undefined && !(stallMs >= 0 && stallMs <= limits.busMaxStallMs)) {
    throw new CoreError("bus.option", `stallMs of ${stallMs} cannot be: a number from 0 to ${limits.busMaxStallMs}`);
  }
}

function checkWhole(name: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= min && value <= max)) return;
  throw new CoreError("bus.option", `${name} of ${value} cannot be: a whole number from ${min} to ${max}`);
}

function checkSize(priority: Priority, name: string, value: number, min: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max && (value & (value - 1)) === 0) return;
  throw new CoreError(
    "bus.size",
    `a bus of ${value} ${name} (${priority} priority) cannot be: a power of two from ${min} to ${max}`,
  );
}
