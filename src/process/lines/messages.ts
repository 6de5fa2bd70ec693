/** What goes between a thread that reads terminals and the one that makes lines of what they show. In order, on one port. */

import { Semaphore } from "../../../core/index.ts";

/** Whose lines they are. */
export interface LinesOwner {
  readonly source: number;
  readonly name: string;
  readonly directory: string;
}

/** To the thread that makes the lines. `id`: the terminal's number on this port. */
export type LinesMessage =
  | { readonly type: "open"; readonly id: number; readonly owner: LinesOwner }
  /** `held`: it took a permit, which is to be given back. */
  | {
      readonly type: "chunk";
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly time: number;
      readonly held: boolean;
    }
  /** What comes from now on comes after the run's end was told. */
  | { readonly type: "late"; readonly id: number }
  | { readonly type: "end"; readonly id: number; readonly time: number };

/** Back from it. */
export type LinesReply =
  | { readonly type: "tail"; readonly id: number; readonly text: string }
  | { readonly type: "trouble"; readonly id: number; readonly error: unknown }
  /** All lines of the terminal are in the ring. */
  | { readonly type: "ended"; readonly id: number };

/** Names the semaphore of {@link newPermits}. */
const PERMITS_NAME = "chunks of terminals";
/** Chunks that are on their way at once, of 64 KiB to 128 KiB in a flood: some 40 ms of work, as long as the thread takes to start. */
const CHUNKS = 64;

/** How many chunks may be on their way, in memory of its own for both threads. */
export function newPermits(): Int32Array<SharedArrayBuffer> {
  const words = new Int32Array(new SharedArrayBuffer(Semaphore.BYTES));
  Semaphore.create(words, 0, { name: PERMITS_NAME, permits: CHUNKS });
  return words;
}

/** The same, as seen by either thread. */
export function permitsOn(words: Int32Array<SharedArrayBuffer>): Semaphore {
  return new Semaphore(words, 0, { name: PERMITS_NAME });
}
