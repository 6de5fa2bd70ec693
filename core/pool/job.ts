/** A job on its way through a pool. */

import { CoreError, type CoreErrorCode } from "../errors.ts";
import { Deadline } from "../sync/index.ts";
import type { JobRequest } from "./protocol.ts";

/** What a job is made of. */
interface JobParts {
  readonly request: JobRequest;
  /** Milliseconds from now on. */
  readonly timeoutMs: number;
  /** Called when it has not settled by then. */
  readonly onOverdue: (job: Job) => void;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: CoreError) => void;
}

/** In the pool's thread. Settled once, by the pool. */
export class Job {
  readonly #parts: JobParts;
  readonly #cancelTimer: () => void;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#cancelTimer = new Deadline(parts.timeoutMs).onOver(() => parts.onOverdue(this));
  }

  get request(): JobRequest {
    return this.#parts.request;
  }

  succeed(output: unknown): void {
    this.#cancelTimer();
    this.#parts.resolve(output);
  }

  /** `what` goes on from `job "name" `. */
  fail(code: CoreErrorCode, what: string): void {
    this.#cancelTimer();
    this.#parts.reject(new CoreError(code, `job "${this.request.job}" ${what}`));
  }
}
