/** Tells of failed handlers as events of their own, so that any thread can learn of them. */

import { limits } from "../limits.ts";
import { threadId } from "../sync/index.ts";
import type { HandlerFailure } from "./topic.ts";

/**
 * A flood of failures makes no flood of events: `limits.busFailures` a second and thread at most; each tells the count up to
 * then, so that nothing is lost but the words of those between.
 */
export class FailureReports {
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
