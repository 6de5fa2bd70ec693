/**
 * Mutual exclusion on one word: the three-state futex lock of U. Drepper, "Futexes Are Tricky" (2011), section 6, with the
 * owner's number kept in the same word, so that state and owner change in one step.
 *
 * The word: the owner's number from bit 2 on (0: free), bit 0 "contended" (somebody may be waiting), bit 1 "poisoned" (an
 * owner died, and nobody has said since that the data is whole).
 */

import { CoreError } from "../errors.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { Deadline, type TimeLimit } from "./deadline.ts";
import { EventCount } from "./event-count.ts";
import { checkOrder, isChecking, noteHeld, noteReleased, type Place, placeOfCaller, type Ranked } from "./order.ts";
import { threadId } from "./thread-id.ts";
import { waitUntilAsync } from "./waiting.ts";

const FREE = 0;
const CONTENDED = 1;
const POISONED = 2;
const OWNER_SHIFT = 2;
/** The bits that name the owner. */
const OWNER = ~(CONTENDED | POISONED);
/** Words of the line, from the lock's word on. */
const WAITS = 1;
const TAKEOVERS = 2;
const TASKS = 3;
/** Looks at a taken lock before sleeping: about as long as the shortest critical section, far less than a system call. */
const SPINS = 100;

/**
 * How a lock was found. "poisoned": a thread died while it held the lock, so what the lock protects may be half changed.
 * The owner restores it and calls `heal`; until somebody does, every owner is told.
 */
export type Acquired = "clean" | "poisoned";

/**
 * A lock in shared memory. Each thread makes its own object on the same line (all zero is a free lock). Not recursive, not
 * fair, and no lock is held across an `await` or a call into another module. Everything written before `unlock` is seen
 * by whoever takes the lock next.
 *
 * A thread that dies holds its locks until the host tells by {@link threadDied}; waits with a time limit end before.
 */
export class Mutex implements Ranked {
  /** Shared bytes that one lock takes: a line of its own. */
  static readonly BYTES: number = LINE_BYTES;

  // `private` and not `#private`: each #name is several bytecodes more in JavaScriptCore, and lock() must stay small enough
  // to be inlined (it is half as fast again otherwise).
  readonly name: string;
  readonly rank: number;
  private readonly words: Words;
  private readonly index: number;
  /** The word of a lock that this thread holds, clean and with nobody waiting. */
  private readonly mine: number = threadId << OWNER_SHIFT;
  /** Where tasks of event loops wait: apart from the blocked threads, as a task that is woken may come round late. */
  private readonly tasks: EventCount;
  private readonly releaser: Disposable = { [Symbol.dispose]: () => this.unlock() };

  /** `index` is the lock's word, the first of its line; `rank` its place in the lock order (see `setLockOrderChecks`); NaN: none. */
  constructor(words: Words, index: number, options: { name: string; rank: number }) {
    this.words = words;
    this.index = index;
    this.tasks = new EventCount(words, index + TASKS);
    this.name = options.name;
    this.rank = options.rank;
  }

  /**
   * Takes the lock; spins shortly, then blocks the thread. Workers only, except for locks whose critical sections are a few
   * instructions. Throws `lock.timeout` when it could not be had for `limit` (milliseconds), and `lock.order` when
   * the order of ranks is broken or this thread holds the lock already.
   */
  lock(limit: TimeLimit = Number.POSITIVE_INFINITY): Acquired {
    if (isChecking) return this.lockChecked(limit, checkOrder(this, this.lock));
    // Orders with the compareExchange in unlock(): what the last owner wrote is visible from here on.
    if (door.compareExchange(this.words, this.index, FREE, this.mine) === FREE) return "clean";
    return this.lockSlowly(limit);
  }

  /** Gives the lock back and wakes one waiter. Throws `lock.not-owner` when this thread does not hold it. */
  unlock(): void {
    if (isChecking) noteReleased(this);
    // Orders with the compareExchange of the next owner: it sees all that was written under the lock.
    if (door.compareExchange(this.words, this.index, this.mine, FREE) !== this.mine) this.unlockSlowly();
  }

  /** Takes the lock for a block: `using _ = mutex.guard()`. As {@link lock}; ask {@link isPoisoned} inside. */
  guard(limit: TimeLimit = Number.POSITIVE_INFINITY): Disposable {
    if (isChecking) this.lockChecked(limit, checkOrder(this, this.guard));
    // Orders as in lock().
    else if (door.compareExchange(this.words, this.index, FREE, this.mine) !== FREE) this.lockSlowly(limit);
    return this.releaser;
  }

  /** Takes the lock if it is free; undefined: it is not. Any thread; the order of ranks is not checked, as it never waits. */
  tryLock(): Acquired | undefined {
    const acquired = this.tryTake(this.mine);
    if (isChecking && acquired !== undefined) noteHeld(this, placeOfCaller(this.tryLock));
    return acquired;
  }

  /**
   * Takes the lock without blocking the thread: for event loops. Rejects as {@link lock} throws, but waits where another
   * task of this thread holds this lock. The wait keeps no process alive, unless it has a time limit.
   */
  async lockAsync(limit: TimeLimit = Number.POSITIVE_INFINITY): Promise<Acquired> {
    // Before the first await: the stack knows the caller no longer after it.
    const place = isChecking ? checkOrder(this, this.lockAsync, this) : undefined;
    const deadline = Deadline.of(limit);
    let seen = this.takeOrMark(this.mine);
    if (isTaken(seen)) {
      const attempt = (): true | undefined => {
        // After prepare(): an unlock that sees the mark from here on sees this task as well.
        seen = this.takeOrMark(this.mine);
        return !isTaken(seen) || undefined;
      };
      if (!(await waitUntilAsync(this.tasks, attempt, deadline))) throw this.timeout(seen, deadline);
    }
    if (place !== undefined) noteHeld(this, place);
    return foundIn(seen);
  }

  /** What the owner says once the data is whole again: the next owner finds the lock "clean". Throws `lock.not-owner`. */
  heal(): void {
    // Orders nothing: only the owner removes the mark, and its unlock publishes what it restored.
    this.change((seen) => seen & ~POISONED, "heal");
  }

  /** The number of the thread that holds the lock at this moment; 0: nobody does. */
  get owner(): number {
    // For messages and re-entrance: only a thread's own number does not change under its hands.
    return door.load(this.words, this.index) >>> OWNER_SHIFT;
  }

  /** Whether the lock is poisoned: for its owner. */
  get isPoisoned(): boolean {
    // Only an owner removes the mark, and a death that adds it frees the lock: ordered by taking the lock.
    return (door.load(this.words, this.index) & POISONED) !== 0;
  }

  /**
   * What the host says of every thread that ended (`threadId` in that thread): if it held the lock, the lock is free and
   * poisoned from now on. True: it held it. Any live thread, any number of times, but never of a thread that may still
   * run: it would be inside together with the next owner.
   */
  threadDied(id: number): boolean {
    let wasOwner = false;
    for (;;) {
      const seen = door.load(this.words, this.index);
      if (!isTaken(seen) || seen >>> OWNER_SHIFT !== id) break;
      // Orders with the compareExchange of the next owner: it sees what the dead thread wrote. Fails when a waiter marks
      // the word meanwhile.
      if (door.compareExchange(this.words, this.index, seen, POISONED) === seen) {
        door.add(this.words, this.index + TAKEOVERS, 1);
        wasOwner = true;
        break;
      }
    }
    // Also where it was not the owner: it may have been woken by an unlock and have died before it took the lock.
    this.wake(Number.POSITIVE_INFINITY);
    return wasOwner;
  }

  /**
   * Over all threads since the lock was made: `waits`, how often one had to sleep for it (a task that is woken in vain
   * counts again); `takeovers`, how often an owner died. Each wraps at 2^32.
   */
  counters(): { waits: number; takeovers: number } {
    return {
      waits: (door.load(this.words, this.index + WAITS) >>> 0) + this.tasks.counters().waits,
      takeovers: door.load(this.words, this.index + TAKEOVERS) >>> 0,
    };
  }

  private lockChecked(limit: TimeLimit, place: Place): Acquired {
    const acquired = this.tryTake(this.mine) ?? this.lockSlowly(limit);
    noteHeld(this, place);
    return acquired;
  }

  private lockSlowly(limit: TimeLimit): Acquired {
    if (this.owner === this.mine >>> OWNER_SHIFT) {
      throw new CoreError(
        "lock.order",
        `lock "${this.name}" is held by this thread already; taking it twice would hang`,
      );
    }
    for (let spin = 0; spin < SPINS; spin++) {
      // A load first keeps the line shared while the owner works; the order comes from the compareExchange.
      if (isTaken(door.load(this.words, this.index))) continue;
      const acquired = this.tryTake(this.mine);
      if (acquired !== undefined) return acquired;
    }
    const deadline = Deadline.of(limit);
    let hasSlept = false;
    for (;;) {
      // Contended from now on: whoever slept cannot know whether others sleep too, so its unlock must notify. That comes
      // before giving up as well, as the last wake-up may have been meant for somebody who still waits; where nobody
      // does, the mark costs the owner one notification.
      const seen = this.takeOrMark(this.mine | CONTENDED);
      if (!isTaken(seen)) return foundIn(seen);
      if (deadline.isOver) throw this.timeout(seen, deadline);
      if (!hasSlept) door.add(this.words, this.index + WAITS, 1);
      hasSlept = true;
      deadline.count(door.wait(this.words, this.index, seen, deadline.sliceMs) !== "timed-out");
    }
  }

  private unlockSlowly(): void {
    // Orders as in unlock(). The poison stays.
    const before = this.change((seen) => seen & POISONED, "release");
    if ((before & CONTENDED) !== 0) this.wake(1);
  }

  /** Writes what `change` makes of the word and returns what it held before. Throws where this thread is not the owner. */
  private change(change: (seen: number) => number, verb: string): number {
    for (;;) {
      const seen = door.load(this.words, this.index);
      if ((seen & OWNER) !== this.mine) {
        throw new CoreError(
          "lock.not-owner",
          `lock "${this.name}" is not held by this thread, so it cannot ${verb} it`,
        );
      }
      // Fails when a waiter marks the word meanwhile.
      if (door.compareExchange(this.words, this.index, seen, change(seen)) === seen) return seen;
    }
  }

  /** Wakes `count` blocked threads, and all tasks: how soon an event loop comes round to one, nobody knows. */
  private wake(count: number): void {
    door.notify(this.words, this.index, count);
    this.tasks.notifyAll();
  }

  /** Takes the lock if it is free. */
  private tryTake(value: number): Acquired | undefined {
    for (;;) {
      // Orders with the compareExchange in unlock(), as in lock(); and below with that in threadDied().
      const seen = door.compareExchange(this.words, this.index, FREE, value);
      if (seen === FREE) return "clean";
      if (isTaken(seen)) return undefined;
      if (door.compareExchange(this.words, this.index, POISONED, value | POISONED) === POISONED) return "poisoned";
    }
  }

  /** Takes a free lock with `value`, or marks a taken one as contended. Returns the word: as it was, or as it is marked. */
  private takeOrMark(value: number): number {
    for (;;) {
      const seen = door.load(this.words, this.index);
      if ((seen & CONTENDED) !== 0) return seen;
      const next = isTaken(seen) ? seen | CONTENDED : seen | value;
      // Orders with the compareExchange in unlock(). Taken: what the last owner wrote is visible. Marked: either the owner
      // sees the mark and notifies, or the word has changed and the wait that follows returns at once.
      if (door.compareExchange(this.words, this.index, seen, next) === seen) return isTaken(seen) ? next : seen;
    }
  }

  private timeout(seen: number, { timeoutMs }: Deadline): CoreError {
    return new CoreError(
      "lock.timeout",
      `lock "${this.name}" was not free for ${timeoutMs} ms: thread ${seen >>> OWNER_SHIFT} holds it, or died with it`,
    );
  }
}

/** Whether somebody holds a lock whose word is `seen`. */
export function isTaken(seen: number): boolean {
  return (seen & OWNER) !== 0;
}

/** How a lock was found whose word was `seen` when it was free. */
export function foundIn(seen: number): Acquired {
  return seen === FREE ? "clean" : "poisoned";
}
