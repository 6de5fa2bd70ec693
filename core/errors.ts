/** Errors that `core/` throws: a stable code for programs, a sentence for people. */

/** Every code that a {@link CoreError} can carry. */
export type CoreErrorCode =
  | "arena.mismatch"
  | "arena.no-region"
  | "arena.too-many-regions"
  | "lock.order"
  | "lock.not-owner"
  | "ring.size"
  | "ring.record-too-large"
  | "ring.batch-too-large"
  | "bus.size"
  | "bus.unknown-topic"
  | "bus.payload-too-large"
  | "bus.too-many-subscribers"
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
