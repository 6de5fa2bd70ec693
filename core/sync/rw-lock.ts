/**
 * Many readers or one writer, on a mutex and seats.
 *
 * A reader sits down: it writes its thread's number into a free seat, each on a line of its own, so that readers on
 * different cores do not slow each other down. Then it looks whether a writer holds the mutex, and gets up again if one
 * does. A writer takes the mutex, which keeps further readers out, and waits until all seats are empty. All these accesses
 * are ordered: of a reader and a writer that come at once, at least one sees the other.
 */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { Deadline, type TimeLimit } from "./deadline.ts";
import { EventCount } from "./event-count.ts";
import { type Acquired, foundIn, isTaken, Mutex } from "./mutex.ts";
import { checkOrder, isChecking, noteHeld, noteReleased, type Place, placeOfCaller, type Ranked } from "./order.ts";
import { Seats } from "./seats.ts";
import { threadId } from "./thread-id.ts";
import { waitUntil, waitUntilAsync } from "./waiting.ts";

/** Words of the first line, from the mutex's word on (it has eight); the seats follow on the next. */
const CHANGED = 8;
const SEATS = LINE_BYTES / 4;

/**
 * A readers-writer lock in shared memory. Each thread makes one object on the same lines (all zero is a free lock). Not
 * recursive in any way: who reads may neither read again nor write. No lock is held across an `await` or a call into
 * another module. A reader sees all that was written under the lock before, a writer comes after all that was read.
 *
 * A writer that waits keeps new readers out, so readers do not starve it; an unbroken stream of writers starves readers.
 * `limits.lockReaders` threads read at once; more wait for a seat.
 *
 * When a thread has died and the host tells by {@link threadDied}, readers of it are forgotten, and a writer of it leaves the
 * lock poisoned (also one that was still waiting for readers), which readers and writers are told until a writer heals it.
 */
export class RwLock implements Ranked {
  /** Shared bytes that one lock takes: two lines, and one for each reader. */
  static readonly BYTES: number = LINE_BYTES + Seats.BYTES;

  // `private` and not `#private` for speed, as in Mutex.
  readonly name: string;
  readonly rank: number;
  private readonly words: Words;
  private readonly index: number;
  private readonly writer: Mutex;
  /** Notified when a seat got empty or the writer has gone. */
  private readonly changed: EventCount;
  private readonly seats: Seats;
  private isReading = false;
  private readonly attempt = (): Acquired | undefined => this.tryRead();
  private readonly readersGone = (): true | undefined => this.seats.isEmpty() || undefined;
  private readonly readReleaser: Disposable = { [Symbol.dispose]: () => this.readUnlock() };
  private readonly writeReleaser: Disposable = { [Symbol.dispose]: () => this.writeUnlock() };

  /** `index` is the first word of the first line; `rank` as in Mutex. */
  constructor(words: Words, index: number, options: { name: string; rank: number }) {
    this.words = words;
    this.index = index;
    this.name = options.name;
    this.rank = options.rank;
    // Takes no part in the lock order: the RwLock does.
    this.writer = new Mutex(words, index, { name: options.name, rank: Number.NaN });
    this.changed = new EventCount(words, index + CHANGED);
    this.seats = new Seats(words, index + SEATS);
  }

  /**
   * Takes the lock for reading; blocks the thread while somebody writes or waits to write. Workers only. Throws
   * `lock.timeout` when it could not be had for `limit` (milliseconds), and `lock.order` when the order of ranks is broken
   * or this thread holds the lock already.
   */
  readLock(limit: TimeLimit = Number.POSITIVE_INFINITY): Acquired {
    if (isChecking) return this.readChecked(limit, checkOrder(this, this.readLock));
    return this.tryRead() ?? this.readSlowly(limit);
  }

  /** Gives the lock back. Throws `lock.not-owner` when this thread does not read. */
  readUnlock(): void {
    if (!this.isReading) throw this.notOwner();
    if (isChecking) noteReleased(this);
    this.getUp();
  }

  /** Reads for a block: `using _ = lock.readGuard()`. As {@link readLock}; ask {@link isPoisoned} inside. */
  readGuard(limit: TimeLimit = Number.POSITIVE_INFINITY): Disposable {
    if (isChecking) this.readChecked(limit, checkOrder(this, this.readGuard));
    else if (this.tryRead() === undefined) this.readSlowly(limit);
    return this.readReleaser;
  }

  /** Takes the lock for reading if that needs no waiting. Any thread; the order of ranks is not checked. */
  tryReadLock(): Acquired | undefined {
    const acquired = this.tryRead();
    if (isChecking && acquired !== undefined) noteHeld(this, placeOfCaller(this.tryReadLock));
    return acquired;
  }

  /**
   * As {@link readLock} without blocking: for event loops. It waits where another task of this thread holds the lock. The
   * wait keeps no process alive, unless it has a limit.
   */
  async readLockAsync(limit: TimeLimit = Number.POSITIVE_INFINITY): Promise<Acquired> {
    // Before the first await: the stack knows the caller no longer after it.
    const place = isChecking ? checkOrder(this, this.readLockAsync, this) : undefined;
    const deadline = Deadline.of(limit);
    const acquired = await waitUntilAsync(this.changed, this.attempt, deadline);
    if (acquired === undefined) throw this.timeout("reading", deadline);
    if (place !== undefined) noteHeld(this, place);
    return acquired;
  }

  /** Takes the lock for writing; blocks the thread while somebody reads or writes. Workers only. Throws as {@link readLock}. */
  writeLock(limit: TimeLimit = Number.POSITIVE_INFINITY): Acquired {
    if (isChecking) return this.writeChecked(limit, checkOrder(this, this.writeLock));
    return this.tryWrite() ?? this.writeSlowly(limit);
  }

  /** Gives the lock back and wakes those who wait. Throws `lock.not-owner` when this thread does not write. */
  writeUnlock(): void {
    if (isChecking) noteReleased(this);
    this.leave();
  }

  /** Writes for a block: `using _ = lock.writeGuard()`. As {@link writeLock}; ask {@link isPoisoned} inside. */
  writeGuard(limit: TimeLimit = Number.POSITIVE_INFINITY): Disposable {
    if (isChecking) this.writeChecked(limit, checkOrder(this, this.writeGuard));
    else if (this.tryWrite() === undefined) this.writeSlowly(limit);
    return this.writeReleaser;
  }

  /** Takes the lock for writing if nobody reads or writes. Any thread; the order of ranks is not checked. */
  tryWriteLock(): Acquired | undefined {
    const acquired = this.tryWrite();
    if (isChecking && acquired !== undefined) noteHeld(this, placeOfCaller(this.tryWriteLock));
    return acquired;
  }

  /** As {@link writeLock} without blocking; otherwise as {@link readLockAsync}. */
  async writeLockAsync(limit: TimeLimit = Number.POSITIVE_INFINITY): Promise<Acquired> {
    const place = isChecking ? checkOrder(this, this.writeLockAsync, this) : undefined;
    const deadline = Deadline.of(limit);
    const acquired = await this.writer.lockAsync(deadline);
    if ((await waitUntilAsync(this.changed, this.readersGone, deadline)) === undefined) this.giveUp(deadline);
    if (place !== undefined) noteHeld(this, place);
    return acquired;
  }

  /** What a writer says once the data is whole again. Throws `lock.not-owner`. */
  heal(): void {
    this.writer.heal();
  }

  /** Whether the lock is poisoned: for whoever holds it. */
  get isPoisoned(): boolean {
    return this.writer.isPoisoned;
  }

  /**
   * What the host says of every thread that ended (`threadId` in that thread): its reading is over; and if it was the
   * writer, the lock is free and poisoned from now on. True: it was. Any live thread, any number of times.
   */
  threadDied(id: number): boolean {
    this.seats.clear(id);
    const wasWriter = this.writer.threadDied(id);
    this.changed.notifyAll();
    return wasWriter;
  }

  /**
   * Over all threads since the lock was made: `waits` of writers for each other, and of readers and writers for each other
   * (one that was woken in vain counts again); `takeovers`, how often a writer died.
   */
  counters(): { waits: number; takeovers: number } {
    const { waits, takeovers } = this.writer.counters();
    return { waits: waits + this.changed.counters().waits, takeovers };
  }

  private readChecked(limit: TimeLimit, place: Place): Acquired {
    const acquired = this.tryRead() ?? this.readSlowly(limit);
    noteHeld(this, place);
    return acquired;
  }

  private readSlowly(limit: TimeLimit): Acquired {
    if (this.isReading || this.writer.owner === threadId) throw this.heldAlready();
    const deadline = Deadline.of(limit);
    const acquired = waitUntil(this.changed, this.attempt, deadline);
    if (acquired === undefined) throw this.timeout("reading", deadline);
    return acquired;
  }

  private writeChecked(limit: TimeLimit, place: Place): Acquired {
    const acquired = this.tryWrite() ?? this.writeSlowly(limit);
    noteHeld(this, place);
    return acquired;
  }

  private writeSlowly(limit: TimeLimit): Acquired {
    if (this.isReading) throw this.heldAlready();
    const deadline = Deadline.of(limit);
    const acquired = this.writer.lock(deadline);
    if (waitUntil(this.changed, this.readersGone, deadline) === undefined) this.giveUp(deadline);
    return acquired;
  }

  /** Takes the lock for reading if nobody writes or waits to, this thread does not read yet, and there is a seat. */
  private tryRead(): Acquired | undefined {
    // Without this look, readers that keep trying would keep a writer from ever finding all seats empty.
    if (this.isReading || isTaken(door.load(this.words, this.index))) return undefined;
    if (!this.seats.sitDown()) return undefined;
    // Orders after sitDown() and with the writer's compareExchange: either it is seen here, or it sees the seat taken.
    // And what the last writer wrote is visible.
    const seen = door.load(this.words, this.index);
    if (isTaken(seen)) {
      this.getUp();
      return undefined;
    }
    this.isReading = true;
    return foundIn(seen);
  }

  private getUp(): void {
    this.isReading = false;
    if (!this.seats.getUp()) throw this.notOwner();
    // Where a writer has the mutex, nobody can go on before the last reader has gone: of two that go at once, the later
    // one sees all seats empty.
    if (!isTaken(door.load(this.words, this.index)) || this.seats.isEmpty()) this.changed.notifyAll();
  }

  private tryWrite(): Acquired | undefined {
    const acquired = this.writer.tryLock();
    if (acquired === undefined || this.seats.isEmpty()) return acquired;
    this.leave();
    return undefined;
  }

  /** Lets others in. */
  private leave(): void {
    // Orders with the load of the mutex in tryRead() and the next writer's compareExchange.
    this.writer.unlock();
    this.changed.notifyAll();
  }

  private giveUp(deadline: Deadline): never {
    const error = this.timeout("writing", deadline);
    this.leave();
    throw error;
  }

  private timeout(purpose: "reading" | "writing", { timeoutMs }: Deadline): CoreError {
    const readers = this.seats.sitters();
    const { owner } = this.writer;
    const why =
      purpose === "reading" && owner !== 0
        ? `thread ${owner} writes or waits to write`
        : `${readers.length} of at most ${limits.lockReaders} threads read (${readers.join(", ")})`;
    return new CoreError(
      "lock.timeout",
      `lock "${this.name}" could not be had for ${purpose} within ${timeoutMs} ms: ${why}, or died while it did`,
    );
  }

  private heldAlready(): CoreError {
    return new CoreError(
      "lock.order",
      `lock "${this.name}" is held by this thread already; taking it twice would hang`,
    );
  }

  private notOwner(): CoreError {
    return new CoreError(
      "lock.not-owner",
      `lock "${this.name}" is not held for reading by this thread, so it cannot release it`,
    );
  }
}
