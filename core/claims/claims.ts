/**
 * Who may write where in a ring of slots and bytes, and what readers may read.
 *
 * Claims are numbered. A claim's entry says where it ends, so that the two counters `claimed` and `committed`, one 32-bit
 * word each, publish 53-bit sequences and positions that cannot be read torn: a reader takes the counter, reads the entry
 * of the last claim counted, and looks at the counter again to know that the entry was not given away meanwhile.
 */

import { CoreError, isLockTimeout } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, type Words } from "../memory/index.ts";
import { Deadline, EventCount, Mutex, threadId } from "../sync/index.ts";
import { waitUntil } from "../sync/waiting.ts";
import { high, join, low, storeIfChanged } from "./halves.ts";
import { CONTROL_BYTES, claimEntry, claimWord, control, TABLE_BYTES } from "./layout.ts";
import { type Blank, endBefore, markDone, type Place } from "./table.ts";
import { type Release, Unburied } from "./unburied.ts";

/** Claims open at a time; half of the entries, so that a reader has time to read one. */
const MAX_OPEN = limits.ringClaims / 2;

/** What claims are made of. */
export interface ClaimsParts {
  /** A region of `Claims.CONTROL_BYTES`; all zero is new. */
  readonly control: Words;
  /** A region of `Claims.TABLE_BYTES`; all zero is new. */
  readonly table: Words;
  /** Slots of the ring; a power of two. */
  readonly slotCount: number;
  /** Bytes of the ring; a power of two. */
  readonly byteCount: number;
  /** Names the lock that claims are made under, in errors. */
  readonly name: string;
  /** That lock's rank. */
  readonly rank: number;
}

/**
 * Asked under the claims' mutex: may all slots before `end.sequence - slotCount` and all bytes before
 * `end.position - byteCount` be overwritten? It must neither wait nor claim.
 */
export type Admit = (end: Place) => boolean;

/** One thread's hold on a ring's claims. */
export class Claims {
  static readonly CONTROL_BYTES: number = CONTROL_BYTES;
  static readonly TABLE_BYTES: number = TABLE_BYTES;

  /** For readers that wait for records: whoever commits notifies it afterwards, `commit` does not. */
  readonly arrival: EventCount;
  /** For producers that wait for room: notified by `commit`, and by whoever makes an {@link Admit} say yes again. */
  readonly room: EventCount;
  readonly #name: string;
  readonly #control: Words;
  readonly #table: Words;
  readonly #slotCount: number;
  readonly #byteCount: number;
  readonly #mutex: Mutex;
  /** A place that is known to be committed; others may have gone on from there. */
  #committed: Place = { ticket: 0, sequence: 0, position: 0 };
  readonly #unburied: Unburied;

  constructor(parts: ClaimsParts) {
    this.#name = parts.name;
    this.#control = parts.control;
    this.#table = parts.table;
    this.#slotCount = parts.slotCount;
    this.#byteCount = parts.byteCount;
    this.#mutex = new Mutex(parts.control, control.mutex, { name: parts.name, rank: parts.rank });
    this.arrival = new EventCount(parts.control, control.arrival);
    this.room = new EventCount(parts.control, control.room);
    this.#unburied = new Unburied(parts.control, parts.table, parts.byteCount);
  }

  /**
   * Claims `count` slots and `bytes` contiguous bytes (a multiple of 4) and returns where they start. Blocks while others
   * hold too much uncommitted or `admit` says no, `limits.lockMs` at most: then it throws `ring.no-room`. Throws
   * `ring.batch-too-large` for more than a quarter of the ring.
   */
  claim(count: number, bytes: number, admit?: Admit): Place {
    return this.tryClaim(count, bytes, admit) ?? this.#claimLate(count, bytes, admit);
  }

  /**
   * As {@link claim}; undefined where that would wait. Throws `lock.timeout` where another thread holds the claims' mutex
   * for more than `limits.lockMs`.
   */
  tryClaim(count: number, bytes: number, admit?: Admit): Place | undefined {
    // One flat function: engines inline a few calls deep only, and that is a fifth of what a small write costs.
    this.#checkSize(count, bytes);
    this.#lock();
    try {
      const table = this.#table;
      // Plain: the counter and the entries are only written under the mutex.
      const ticket = door.get(this.#control, control.claimed);
      const before = claimEntry(ticket - 1);
      const sequence = join(
        door.get(table, before + claimWord.sequenceLow),
        door.get(table, before + claimWord.sequenceHigh),
      );
      const last = join(
        door.get(table, before + claimWord.positionLow),
        door.get(table, before + claimWord.positionHigh),
      );
      const left = this.#byteCount - (last & (this.#byteCount - 1));
      const position = left < bytes ? last + left : last;
      const endSequence = sequence + count;
      const endPosition = position + bytes;
      if (!this.#isWithinBounds(ticket, endSequence, endPosition)) return undefined;
      if (admit !== undefined && !admit({ ticket, sequence: endSequence, position: endPosition })) return undefined;
      const entry = claimEntry(ticket);
      // Ordered, as readers may still be reading the entry's last claim (see endBefore).
      door.store(table, entry + claimWord.sequenceLow, low(endSequence));
      door.store(table, entry + claimWord.positionLow, low(endPosition));
      storeIfChanged(table, entry + claimWord.sequenceHigh, high(endSequence));
      storeIfChanged(table, entry + claimWord.positionHigh, high(endPosition));
      // Plain: nobody looks at it without the mutex.
      door.put(table, entry + claimWord.owner, threadId);
      // A mark of 2^32 claims ago (or none yet: 0) may be this claim's. Plain: the entry's last claim, the only one that
      // still could be marked, is committed. Ordered before the counter: no #publish() that looks at this claim sees it.
      if (door.get(table, entry + claimWord.done) === ((ticket + 1) | 0))
        door.store(table, entry + claimWord.done, ticket);
      // Publishes the entry, and tells readers before the first byte is overwritten: the copies come after the mutex's
      // unlock, a read-modify-write that no later plain write passes.
      door.store(this.#control, control.claimed, (ticket + 1) | 0);
      return { ticket, sequence, position };
    } finally {
      this.#mutex.unlock();
    }
  }

  /** Would {@link tryClaim} claim at this moment? */
  hasRoom(count: number, bytes: number, admit?: Admit): boolean {
    let isAdmitted = false;
    this.tryClaim(count, bytes, (end) => {
      isAdmitted = admit === undefined || admit(end);
      return false;
    });
    return isAdmitted;
  }

  /**
   * Commits a claim, with all that are done and come next in order; or marks it as done, for its predecessor to commit.
   * Never waits.
   */
  commit(ticket: number): void {
    const after = (ticket + 1) | 0;
    // Orders before the store below, and with the other producers' stores and compareExchanges of this word.
    if (door.load(this.#control, control.committed) === ticket) {
      // Publishes the claim to readers: orders after the caller's plain copies into slots and text. No compareExchange, as
      // nobody else takes the counter past a claim that is not marked as done.
      door.store(this.#control, control.committed, after);
      this.#publish(after);
    } else {
      markDone(this.#table, ticket);
      // Looks again after the mark: of two producers that finish at once, at least one sees the other's mark or counter.
      this.#publish(door.load(this.#control, control.committed));
    }
    this.room.notifyAll();
  }

  /** The sequence after the last committed record. What lies before is complete (unless overwritten since). */
  committed(): number {
    return this.committedEnd().sequence;
  }

  /** Where the last committed claim ends. */
  committedEnd(): Place {
    for (;;) {
      // Orders with the writes of the counter in commit() and #publish(): slots and text of the claims counted are visible.
      const ticket = door.load(this.#control, control.committed);
      const end = endBefore(this.#table, ticket);
      // An entry is given away only MAX_OPEN commits later (see #isWithinBounds).
      if (((door.load(this.#control, control.committed) - ticket) | 0) < MAX_OPEN) return end;
    }
  }

  /** How many claims are committed (wraps at 2^32): one load, for readers that ask often whether there is anything new. */
  commits(): number {
    // Orders as in committedEnd().
    return door.load(this.#control, control.committed);
  }

  /** Where the last claim ends: slots and text more than a ring's length before may be overwritten at any time. */
  claimed(): Place {
    for (;;) {
      // Orders with the store in tryClaim().
      const ticket = door.load(this.#control, control.claimed);
      const end = endBefore(this.#table, ticket);
      // The entry is given away when all the others have been.
      if (((door.load(this.#control, control.claimed) - ticket) | 0) < limits.ringClaims - 1) return end;
    }
  }

  /**
   * Cleans up after a thread that has ended: frees the mutex if it held it; calls `blank` under the mutex for each of its
   * claims that is not done, and commits them; and wakes everybody, as the dead thread may have owed it to them. Returns how
   * many claims were abandoned.
   *
   * Where the mutex is not to be had for `limits.lockMs`, another thread has died with it: the next call for any thread does
   * what is left. So one call for each death is enough, in any order, from one thread on the same object; more do no harm.
   * `id` is never that of a thread that still runs.
   */
  threadDied(id: number, blank: Blank, release?: Release): number {
    this.#mutex.threadDied(id);
    this.#unburied.add(id);
    let abandoned = 0;
    try {
      abandoned = this.exclusively(() => this.#unburied.bury(blank, release));
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
    }
    // Orders after the marks, and with what the dead thread may have committed without walking on.
    this.#publish(door.load(this.#control, control.committed));
    this.room.notifyAll();
    this.arrival.notifyAll();
    return abandoned;
  }

  /**
   * Runs `work` while nothing can be claimed. It is a few instructions long, and neither waits nor claims. Throws
   * `lock.timeout` where the mutex cannot be had for `limitMs`.
   */
  exclusively<R>(work: () => R, limitMs: number = limits.lockMs): R {
    this.#lock(limitMs);
    try {
      return work();
    } finally {
      this.#mutex.unlock();
    }
  }

  /** Of the lock that claims are made under (see `Mutex.counters`). */
  lockCounters(): { waits: number; takeovers: number } {
    return this.#mutex.counters();
  }

  #lock(limitMs: number = limits.lockMs): void {
    // An owner that died left nothing half done: a claim is made by one store, and what came before it is written again.
    if (this.#mutex.lock(limitMs) === "poisoned") this.#mutex.heal();
  }

  /** Commits what is done, as far as it comes next in order; `from` is the counter as just seen or written. */
  #publish(from: number): void {
    let next = from;
    // Before the marks: those of claims counted here are no older than the claims (see tryClaim). Orders after the caller's
    // access to the counter: who claims later than this sees that access, and commits what it claims itself.
    const claimed = door.load(this.#control, control.claimed);
    // As isDone(), without the calls (see tryClaim). The load orders after the caller's access to the counter.
    while (next !== claimed && door.load(this.#table, claimEntry(next) + claimWord.done) === ((next + 1) | 0)) {
      // Publishes claim `next` to readers. Fails where somebody else was faster, who goes on from there as we do.
      door.compareExchange(this.#control, control.committed, next, (next + 1) | 0);
      next = (next + 1) | 0;
    }
  }

  #claimLate(count: number, bytes: number, admit: Admit | undefined): Place {
    const attempt = () => this.tryClaim(count, bytes, admit);
    const place = waitUntil(this.room, attempt, new Deadline(limits.lockMs));
    if (place !== undefined) return place;
    throw new CoreError(
      "ring.no-room",
      `${this.#name}: no room within ${limits.lockMs} ms: a producer has not committed what it claimed, or a reader ` +
        "holds everything up",
    );
  }

  /**
   * Under the mutex. Half a ring at most is open at a time: no producer can be lapped however long it is off its core, and
   * readers keep the other half.
   */
  #isWithinBounds(ticket: number, endSequence: number, endPosition: number): boolean {
    if (this.#isWithin(this.#committed, ticket, endSequence, endPosition)) return true;
    // Orders with the writes of the counter in commit() and #publish(): room that others made is seen.
    this.#committed = endBefore(this.#table, door.load(this.#control, control.committed));
    return this.#isWithin(this.#committed, ticket, endSequence, endPosition);
  }

  #isWithin(committed: Place, ticket: number, endSequence: number, endPosition: number): boolean {
    return (
      ((ticket - committed.ticket) | 0) < MAX_OPEN &&
      endSequence - committed.sequence <= this.#slotCount / 2 &&
      endPosition - committed.position <= this.#byteCount / 2
    );
  }

  #checkSize(count: number, bytes: number): void {
    if (count <= this.#slotCount / 4 && bytes <= this.#byteCount / 4) return;
    throw new CoreError(
      "ring.batch-too-large",
      `${this.#name}: ${count} records and ${bytes} bytes are over a quarter of ${this.#slotCount} slots and ` +
        `${this.#byteCount} bytes: write smaller batches or make the ring larger`,
    );
  }
}
