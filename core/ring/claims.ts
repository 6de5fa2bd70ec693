/**
 * Who may write where, and what readers may read.
 *
 * Claims are numbered. A claim's entry says where it ends, so that the two counters `claimed` and `committed`, one 32-bit
 * word each, publish 53-bit sequences and positions that cannot be read torn: a reader takes the counter, reads the entry
 * of the last claim counted, and looks at the counter again to know that the entry was not given away meanwhile.
 */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, type Words } from "../memory/index.ts";
import { EventCount, Mutex, threadId } from "../sync/index.ts";
import { claimEntry, claimWord, control, type RingLayout } from "./layout.ts";

/** Producers with a claim open at a time; half of the entries, so that a reader has time to read one. */
const MAX_OPEN = limits.ringClaims / 2;
/** Rank of the lock that claims are made under: nothing is locked below it. */
const CLAIM_RANK = 900;
const HALF = 2 ** 32;

/** A claim, or where the claims counted so far end. */
export interface Place {
  /** The number of the claim. */
  readonly ticket: number;
  readonly sequence: number;
  readonly position: number;
}

/** One thread's hold on a ring's claims. */
export class Claims {
  /** Notified when records were committed. */
  readonly arrival: EventCount;
  readonly #layout: RingLayout;
  readonly #mutex: Mutex;
  readonly #room: EventCount;
  /** A place that is known to be committed; others may have gone on from there. */
  #committed: Place = { ticket: 0, sequence: 0, position: 0 };

  constructor(layout: RingLayout) {
    this.#layout = layout;
    this.#mutex = new Mutex(layout.control, control.mutex, { name: "log ring claims", rank: CLAIM_RANK });
    this.arrival = new EventCount(layout.control, control.arrival);
    this.#room = new EventCount(layout.control, control.room);
  }

  /**
   * Claims `count` slots and `bytes` contiguous bytes (a multiple of 4) and returns where they start. Blocks while other producers hold too
   * much uncommitted; throws `ring.batch-too-large` for more than a quarter of the ring.
   */
  claim(count: number, bytes: number): Place {
    const { slotCount, text } = this.#layout;
    if (count > slotCount / 4 || bytes > text.length / 4) {
      throw new CoreError(
        "ring.batch-too-large",
        `a batch of ${count} records and ${bytes} bytes is over a quarter of a ring of ${slotCount} slots and ` +
          `${text.length} bytes: write smaller batches or make the ring larger`,
      );
    }
    for (;;) {
      this.#mutex.lock();
      const place = this.#tryClaim(count, bytes);
      this.#mutex.unlock();
      if (place !== undefined) return place;
      const ticket = this.#room.prepare();
      // Orders after prepare(): whoever commits from here on finds us registered, what was committed before changed the word.
      if (door.load(this.#layout.control, control.committed) !== this.#committed.ticket) this.#room.cancel();
      else this.#room.wait(ticket, Number.POSITIVE_INFINITY);
    }
  }

  /** Marks a claim as done, and commits it with all others that are next in order and done. Never waits. */
  commit(ticket: number): void {
    const { control: words, claims } = this.#layout;
    // Orders after the caller's plain copies into slots and text; whoever reads this mark may publish them.
    door.store(claims, claimEntry(ticket) + claimWord.done, (ticket + 1) | 0);
    for (;;) {
      // Orders after our mark: of two producers that finish at once, at least one sees the other's mark or counter.
      const next = door.load(words, control.committed);
      const after = (next + 1) | 0;
      // Orders before the compareExchange: the copies of claim `next` are complete.
      if (door.load(claims, claimEntry(next) + claimWord.done) !== after) break;
      // Publishes claim `next` to readers. Fails where somebody else was faster: then go on from there.
      door.compareExchange(words, control.committed, next, after);
    }
    this.arrival.notifyAll();
    this.#room.notifyAll();
  }

  /** The sequence after the last committed record. What lies before is complete (unless overwritten since). */
  committed(): number {
    const { control: words } = this.#layout;
    for (;;) {
      // Orders with the compareExchange in commit(): slots and text of the claims counted are visible.
      const ticket = door.load(words, control.committed);
      const { sequence } = this.#end(ticket);
      // An entry is given away only MAX_OPEN commits later (see #isWithinBounds).
      if (((door.load(words, control.committed) - ticket) | 0) < MAX_OPEN) return sequence;
    }
  }

  /** Where the last claim ends: slots and text more than a ring's length before may be overwritten at any time. */
  claimed(): Place {
    const { control: words } = this.#layout;
    for (;;) {
      // Orders with the store in #tryClaim().
      const ticket = door.load(words, control.claimed);
      const end = this.#end(ticket);
      // The entry is given away when all the others have been.
      if (((door.load(words, control.claimed) - ticket) | 0) < limits.ringClaims - 1) return end;
    }
  }

  /** Where the claim before `ticket` ends; right only if the entry was not given away before the last of these loads. */
  #end(ticket: number): Place {
    const { claims } = this.#layout;
    const entry = claimEntry(ticket - 1);
    // Ordered, as another claim may be taking the entry over: the caller finds out by its second look.
    const sequenceLow = door.load(claims, entry + claimWord.sequenceLow);
    const sequenceHigh = door.load(claims, entry + claimWord.sequenceHigh);
    const positionLow = door.load(claims, entry + claimWord.positionLow);
    const positionHigh = door.load(claims, entry + claimWord.positionHigh);
    return { ticket, sequence: join(sequenceLow, sequenceHigh), position: join(positionLow, positionHigh) };
  }

  /** Under the mutex. Undefined: no room before others commit. */
  #tryClaim(count: number, bytes: number): Place | undefined {
    const { control: words, claims, text } = this.#layout;
    // Plain: the counter and the entries are only written under the mutex.
    const ticket = door.get(words, control.claimed);
    const before = claimEntry(ticket - 1);
    const sequence = join(
      door.get(claims, before + claimWord.sequenceLow),
      door.get(claims, before + claimWord.sequenceHigh),
    );
    const position = join(
      door.get(claims, before + claimWord.positionLow),
      door.get(claims, before + claimWord.positionHigh),
    );
    const intoLap = position & (text.length - 1);
    const start = intoLap + bytes > text.length ? position + text.length - intoLap : position;
    const end = { ticket, sequence: sequence + count, position: start + bytes };
    if (!this.#isWithinBounds(end)) {
      // Orders with the compareExchange in commit(): room that others made is seen.
      this.#committed = this.#end(door.load(words, control.committed));
      if (!this.#isWithinBounds(end)) return undefined;
    }
    const entry = claimEntry(ticket);
    // Ordered, as readers may still be reading the entry's last claim (see #end).
    door.store(claims, entry + claimWord.sequenceLow, low(end.sequence));
    door.store(claims, entry + claimWord.positionLow, low(end.position));
    storeIfChanged(claims, entry + claimWord.sequenceHigh, high(end.sequence));
    storeIfChanged(claims, entry + claimWord.positionHigh, high(end.position));
    // Plain: nobody looks at it without the mutex.
    door.put(claims, entry + claimWord.owner, threadId);
    // Publishes the entry, and tells readers before the first byte is overwritten: the copies come after the mutex's
    // unlock, a read-modify-write that no later plain write passes.
    door.store(words, control.claimed, (ticket + 1) | 0);
    return { ticket, sequence, position: start };
  }

  /**
   * Half a ring at most is open at a time: no producer can be lapped however long it is off its core, and readers keep the
   * other half.
   */
  #isWithinBounds(end: Place): boolean {
    const { slotCount, text } = this.#layout;
    const { ticket, sequence, position } = this.#committed;
    return (
      ((end.ticket - ticket) | 0) < MAX_OPEN &&
      end.sequence - sequence <= slotCount / 2 &&
      end.position - position <= text.length / 2
    );
  }
}

/** Under the mutex: a load costs less than a store, and the high halves change once in 4 G. */
function storeIfChanged(words: Words, index: number, value: number): void {
  if (door.get(words, index) !== value) door.store(words, index, value);
}

function low(value: number): number {
  return value | 0;
}

function high(value: number): number {
  return Math.floor(value / HALF);
}

function join(lowHalf: number, highHalf: number): number {
  return (lowHalf >>> 0) + highHalf * HALF;
}
