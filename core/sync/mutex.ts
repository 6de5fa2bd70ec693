/**
 * Mutual exclusion on one word: the three-state futex lock of U. Drepper, "Futexes Are Tricky" (2011), section 6, with the
 * owner's number kept in the same word, so that state and owner change in one step.
 *
 * The word: 0 free; `id << 1` locked by thread `id`; `id << 1 | 1` locked, and somebody may be waiting ("contended").
 */

import { CoreError } from "../errors.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { checkOrder, noteHeld, noteReleased, type Ranked } from "./order.ts";
import { threadId } from "./thread-id.ts";

const FREE = 0;
const CONTENDED = 1;
const MINE = threadId << 1;
/** Looks at a taken lock before sleeping: about as long as the shortest critical section, far less than a system call. */
const SPINS = 100;

/**
 * A lock in shared memory. Each thread makes its own object on the same word (all zero is a free lock). Not recursive, not
 * fair, and no lock is held across an `await` or a call into another module. Everything written before `unlock` is seen
 * by whoever takes the lock next.
 */
export class Mutex implements Ranked {
  /** Shared bytes that one lock takes: a line of its own. */
  static readonly BYTES: number = LINE_BYTES;

  readonly name: string;
  readonly rank: number;
  readonly #words: Words;
  readonly #index: number;
  readonly #guard: Disposable = { [Symbol.dispose]: () => this.unlock() };

  /** `index` is the lock's word, the first of its line; `rank` its place in the lock order (see `setLockOrderChecks`). */
  constructor(words: Words, index: number, options: { name: string; rank: number }) {
    this.#words = words;
    this.#index = index;
    this.name = options.name;
    this.rank = options.rank;
  }

  /**
   * Takes the lock; spins shortly, then blocks the thread. Workers only, except for locks whose critical sections are a few
   * instructions. Throws `lock.order` when the order of ranks is broken or this thread holds the lock already.
   */
  lock(): void {
    checkOrder(this);
    // Orders with the exchange in unlock(): what the last owner wrote is visible from here on.
    if (door.compareExchange(this.#words, this.#index, FREE, MINE) !== FREE) this.#lockSlowly();
    noteHeld(this);
  }

  /**
   * Takes the lock without blocking the thread: for event loops. Rejects with `lock.order` as {@link lock} does, but waits
   * where another task of this thread holds this lock. The wait keeps no process alive.
   */
  async lockAsync(): Promise<void> {
    if (!this.#heldHere()) checkOrder(this);
    while (true) {
      const seen = this.#takeOrMark(MINE | CONTENDED);
      if (seen === FREE) break;
      const woken = door.waitAsync(this.#words, this.#index, seen);
      if (woken !== "not-equal") await woken;
    }
    noteHeld(this);
  }

  /** Takes the lock if it is free, and says whether it did. Any thread; the order of ranks is not checked, as it never waits. */
  tryLock(): boolean {
    // Orders with the exchange in unlock(), as in lock().
    if (door.compareExchange(this.#words, this.#index, FREE, MINE) !== FREE) return false;
    noteHeld(this);
    return true;
  }

  /** Gives the lock back and wakes one waiter. Throws `lock.not-owner` when this thread does not hold it. */
  unlock(): void {
    if (!this.#heldHere()) {
      throw new CoreError("lock.not-owner", `lock "${this.name}" is not held by this thread, so it cannot release it`);
    }
    noteReleased(this);
    // Orders with the compareExchange of the next owner: it sees all that was written under the lock.
    const before = door.exchange(this.#words, this.#index, FREE);
    if ((before & CONTENDED) !== 0) door.notify(this.#words, this.#index, 1);
  }

  /** Takes the lock for a block: `using _ = mutex.guard()`. As {@link lock}. */
  guard(): Disposable {
    this.lock();
    return this.#guard;
  }

  /** Only this thread writes its own number, so the answer cannot change under its hands. */
  #heldHere(): boolean {
    return (door.load(this.#words, this.#index) & ~CONTENDED) === MINE;
  }

  #lockSlowly(): void {
    if (this.#heldHere()) {
      throw new CoreError(
        "lock.order",
        `lock "${this.name}" is held by this thread already; taking it twice would hang`,
      );
    }
    for (let spin = 0; spin < SPINS; spin++) {
      // A load first keeps the line shared while the owner works; the order comes from the compareExchange.
      if (door.load(this.#words, this.#index) === FREE && this.#take(MINE)) return;
    }
    while (true) {
      // Contended from now on: whoever slept cannot know whether others sleep too, so its unlock must notify.
      const seen = this.#takeOrMark(MINE | CONTENDED);
      if (seen === FREE) return;
      door.wait(this.#words, this.#index, seen, Number.POSITIVE_INFINITY);
    }
  }

  #take(value: number): boolean {
    // Orders with the exchange in unlock(), as in lock().
    return door.compareExchange(this.#words, this.#index, FREE, value) === FREE;
  }

  /** Takes a free lock with `value` (then FREE is returned), or marks a taken one as contended and returns its word. */
  #takeOrMark(value: number): number {
    while (true) {
      const seen = door.load(this.#words, this.#index);
      if (seen === FREE) {
        if (this.#take(value)) return FREE;
      } else if ((seen & CONTENDED) !== 0) {
        return seen;
      } else if (door.compareExchange(this.#words, this.#index, seen, seen | CONTENDED) === seen) {
        // Orders with the exchange in unlock(): either the owner sees the mark and notifies, or the word has changed
        // and the wait that follows returns at once.
        return seen | CONTENDED;
      }
    }
  }
}
