/** Errors that `core/` throws: a stable code for programs, a sentence for people. */

/** Every code that a {@link CoreError} can carry. */
export type CoreErrorCode =
  | "arena.mismatch"
  | "arena.no-region"
  | "arena.too-many-regions"
  | "lock.order"
  | "lock.not-owner"
  | "lock.timeout"
  | "semaphore.size"
  | "semaphore.over-release"
  | "pool.size"
  | "pool.full"
  | "pool.timeout"
  | "pool.job-failed"
  | "pool.worker-died"
  | "pool.closed"
  | "ring.size"
  | "ring.argument"
  | "ring.record-too-large"
  | "ring.batch-too-large"
  | "ring.no-room"
  | "ring.own-gate"
  | "ring.too-many-gates"
  | "bus.size"
  | "bus.unknown-topic"
  | "bus.payload-too-large"
  | "bus.option"
  | "bus.reserved-topic"
  | "bus.too-many-threads"
  | "bus.closed";

/** An error of the shared-memory core. */
export class CoreError extends Error {
  override readonly name = "CoreError";
  readonly code: CoreErrorCode;

  constructor(code: CoreErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether a lock was not to be had in time: whoever holds it has died, most likely. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof CoreError && error.code === "lock.timeout";
}
