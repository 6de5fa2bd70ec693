/**
 * Loops through the memory door, built twice by door.ts: as they stand, and with every call of the door replaced by what it
 * does. Nothing else may differ between the two.
 */

import { LogRing, Mutex, setLockOrderChecks } from "../../../core/index.ts";
import { door } from "../../../core/memory/index.ts";
import type { Loop } from "../rounds.ts";
import { BATCH, batchOf, fieldsOf, RECORD_BYTES } from "./lines.ts";

/** What is compared. Both sides work on the same `memory`, as where it lies makes more of a difference than the door. */
export const doorLoops = {
  batches: ({ ring }: DoorMemory): Loop => {
    setLockOrderChecks(false);
    const writer = LogRing.attach(ring).writer();
    const batch = batchOf(BATCH);
    return (times) => {
      for (let time = 0; time < times; time++) writer.write(batch);
    };
  },
  single: ({ ring }: DoorMemory): Loop => {
    setLockOrderChecks(false);
    const writer = LogRing.attach(ring).writer();
    const fields = fieldsOf(1);
    const line = new Uint8Array(RECORD_BYTES).fill(0x61);
    return (times) => {
      for (let time = 0; time < times; time++) writer.append(fields, line);
    };
  },
  mutex: ({ words }: DoorMemory): Loop => {
    setLockOrderChecks(false);
    const mutex = new Mutex(new Int32Array(words), 0, { name: "bench", rank: 1 });
    return (times) => {
      for (let time = 0; time < times; time++) {
        mutex.lock();
        mutex.unlock();
      }
    };
  },
  copies: ({ words: buffer }: DoorMemory): Loop => {
    const words = new Int32Array(buffer);
    const bytes = new Uint8Array(buffer);
    const line = new Uint8Array(100);
    return (times) => {
      for (let time = 0; time < times; time++) {
        const index = time & 1023;
        door.put(words, index, time);
        line[0] = door.get(words, 1023 - index);
        door.copyIn(bytes, index, line);
        door.copyOut(line, bytes, 2 * index);
      }
    };
  },
} as const;

export type DoorKind = keyof typeof doorLoops;

/** In the order in which they are measured. */
export const doorKinds = ["batches", "single", "mutex", "copies"] as const satisfies readonly DoorKind[];

/** Nanoseconds per operation in rounds taken in turn. */
export interface DoorSamples {
  readonly kind: DoorKind;
  readonly withDoor: readonly number[];
  readonly bare: readonly number[];
}

/** Shared memory that both sides use, one after the other. */
export interface DoorMemory {
  /** Of a log ring. */
  readonly ring: SharedArrayBuffer;
  /** 4096 bytes, all zero before each use. */
  readonly words: SharedArrayBuffer;
}
