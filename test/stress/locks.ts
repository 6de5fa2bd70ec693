/** The locks of the stress run, and what they protect, in one piece of shared memory. */

import { type Acquired, Mutex, RwLock, Semaphore } from "../../core/index.ts";

const MUTEX = 0;
const RW_LOCK = MUTEX + Mutex.BYTES / 4;
const SEMAPHORE = RW_LOCK + RwLock.BYTES / 4;
/** Two words that are equal whenever the mutex is free, two for the other lock, one for the semaphore. */
const PAIR = SEMAPHORE + Semaphore.BYTES / 4;
const RW_PAIR = PAIR + 16;
const INSIDE = PAIR + 32;
const BYTES = (PAIR + 48) * 4;
const PERMITS = 3;

/** One thread's hold on the locks. Every method returns false where it saw what may not be. */
export class Locks {
  readonly buffer: SharedArrayBuffer;
  readonly mutex: Mutex;
  readonly rwLock: RwLock;
  readonly semaphore: Semaphore;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.mutex = new Mutex(this.#words, MUTEX, { name: "stress mutex", rank: 1 });
    this.rwLock = new RwLock(this.#words, RW_LOCK, { name: "stress readers-writer lock", rank: 2 });
    this.semaphore = new Semaphore(this.#words, SEMAPHORE, { name: "stress semaphore" });
  }

  static create(): Locks {
    const locks = new Locks(new SharedArrayBuffer(BYTES));
    Semaphore.create(locks.#words, SEMAPHORE, { name: "stress semaphore", permits: PERMITS });
    return locks;
  }

  /** For who has the mutex: both words are equal, unless an owner died between the two. Raises one, then the other. */
  raise(acquired: Acquired, midway = () => {}): boolean {
    return this.#raise(acquired, PAIR, () => this.mutex.heal(), midway);
  }

  /** For who writes under the other lock. */
  raiseWritten(acquired: Acquired): boolean {
    return this.#raise(
      acquired,
      RW_PAIR,
      () => this.rwLock.heal(),
      () => {},
    );
  }

  /** For who reads under it. */
  isEqual(acquired: Acquired): boolean {
    return acquired === "poisoned" || this.#words[RW_PAIR] === this.#words[RW_PAIR + 1];
  }

  /** For who has a permit: no more are inside than there are permits. */
  passThrough(): boolean {
    const inside = Atomics.add(this.#words, INSIDE, 1) + 1;
    Atomics.sub(this.#words, INSIDE, 1);
    return inside <= PERMITS;
  }

  #raise(acquired: Acquired, pair: number, heal: () => void, midway: () => void): boolean {
    const words = this.#words;
    const isWhole = acquired === "poisoned" || words[pair] === words[pair + 1];
    if (acquired === "poisoned") {
      words[pair + 1] = words[pair] ?? 0;
      heal();
    }
    words[pair] = ((words[pair] ?? 0) + 1) | 0;
    midway();
    words[pair + 1] = ((words[pair + 1] ?? 0) + 1) | 0;
    return isWhole;
  }
}
