/** Tells of failed handlers: to this thread's `onError`, and as events of their own, so that any thread can learn of them. */

import { entryAt } from "../entry.ts";
import { limits } from "../limits.ts";
import { threadId } from "../sync/index.ts";
import type { BusEvent } from "./event.ts";
import type { TopicTally } from "./metrics.ts";
import type { HandlerFailure } from "./topic.ts";

/** Told of what a handler threw or rejected with, and of what holds up this thread's deliveries. May be asynchronous. */
export type BusErrorHandler = (error: unknown, event: BusEvent | { readonly topic: "bus.delivery" }) => void;

export interface FailureParts {
  readonly tallies: readonly TopicTally[];
  readonly onError: BusErrorHandler | undefined;
  readonly publish: (failure: HandlerFailure) => void;
}

/** What fails in one thread's end of a bus. Nothing here throws. */
export class Failures {
  readonly #parts: FailureParts;
  readonly #reports: FailureReports;

  constructor(parts: FailureParts) {
    this.#parts = parts;
    this.#reports = new FailureReports(parts.publish);
  }

  /** A handler threw or rejected; `topic` is the event's. */
  ofHandler(error: unknown, event: BusEvent, topic: number): void {
    const tally = entryAt(this.#parts.tallies, topic);
    tally.failed++;
    void this.#tell(error, event);
    // Not of its own handlers: each report would make the next.
    if (event.topic !== "bus.handler-failed") this.#reports.report(event.topic, error, tally.failed);
  }

  /** Deliveries are held up. Not told as an event: it is the bus that is in trouble. */
  ofDelivery(error: unknown): void {
    void this.#tell(error, { topic: "bus.delivery" });
  }

  async #tell(...told: Parameters<BusErrorHandler>): Promise<void> {
    try {
      await this.#parts.onError?.(...told);
    } catch {
      // A reporter that fails has nobody left to tell; the failure it was told of is counted.
    }
  }
}

/**
 * A flood of failures makes no flood of events: `limits.busFailures` a second and thread at most; each tells the count up to
 * then, so that nothing is lost but the words of those between.
 */
class FailureReports {
  readonly #publish: (failure: HandlerFailure) => void;
  #left: number = limits.busFailures;
  #since = 0;

  constructor(publish: (failure: HandlerFailure) => void) {
    this.#publish = publish;
  }

  report(topic: string, error: unknown, count: number): void {
    const now = performance.now();
    if (now - this.#since >= 1000) {
      this.#since = now;
      this.#left = limits.busFailures;
    }
    if (this.#left === 0) return;
    this.#left--;
    try {
      this.#publish({ topic, thread: threadId, message: textOf(error), count });
    } catch {
      // A bus that is closed, or too small for the event: the failure is counted, and onError has been told.
    }
  }
}

/** What was thrown need not be an error, nor have text. */
function textOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, limits.busFailureText);
  } catch {
    return "";
  }
}
