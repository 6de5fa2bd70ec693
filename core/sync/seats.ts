/** Who reads under a readers-writer lock: one word for each reader, holding its thread's number. */

import { limits } from "../limits.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { threadId } from "./thread-id.ts";

const LINE_WORDS = LINE_BYTES / 4;
const EMPTY = 0;

/** One thread's view of the seats; it sits on one at most. All zero: all are empty. */
export class Seats {
  /** Shared bytes: a line for each seat, so that readers on different cores do not slow each other down, and one more. */
  static readonly BYTES: number = (1 + limits.lockReaders) * LINE_BYTES;

  readonly #words: Words;
  /** The word that says which seat is the last that was ever used: nobody needs to look further. */
  readonly #lastUsed: number;
  readonly #first: number;
  /** The word of the seat that this thread had last: likely to be free again, and warm. */
  #mine: number;

  /** `index` is the first word of the first line. */
  constructor(words: Words, index: number) {
    this.#words = words;
    this.#lastUsed = index;
    this.#first = index + LINE_WORDS;
    this.#mine = this.#first;
  }

  /** Takes a seat; false: all are taken. */
  sitDown(): boolean {
    // Orders before the caller's look at the writer, and with the loads in isEmpty().
    return door.compareExchange(this.#words, this.#mine, EMPTY, threadId) === EMPTY || this.sitElsewhere();
  }

  /** Leaves the seat; false: this thread did not have it. */
  getUp(): boolean {
    // Orders after what this reader read, and with the loads in isEmpty().
    return door.compareExchange(this.#words, this.#mine, threadId, EMPTY) === threadId;
  }

  /**
   * Whether nobody sits. Where whoever sits down from now on gets up again without having read, yes means that nobody
   * reads.
   */
  isEmpty(): boolean {
    // Orders with sitElsewhere(): who takes a seat beyond this comes after the caller closed the door.
    const last = door.load(this.#words, this.#lastUsed);
    for (let seat = 0; seat <= last; seat++) {
      // Orders with getUp(): what that reader read, it read before.
      if (door.load(this.#words, this.#first + seat * LINE_WORDS) !== EMPTY) return false;
    }
    return true;
  }

  /** Makes the seats of a thread that has ended free. */
  clear(id: number): void {
    for (let seat = 0; seat < limits.lockReaders; seat++) {
      // Orders as in getUp().
      door.compareExchange(this.#words, this.#first + seat * LINE_WORDS, id, EMPTY);
    }
  }

  /** The numbers of the threads that sit, for messages: they change while one looks. */
  sitters(): number[] {
    const seats = Array.from({ length: limits.lockReaders }, (_, seat) => this.#first + seat * LINE_WORDS);
    return seats.map((word) => door.load(this.#words, word)).filter((id) => id !== EMPTY);
  }

  private sitElsewhere(): boolean {
    for (let seat = 0; seat < limits.lockReaders; seat++) {
      const word = this.#first + seat * LINE_WORDS;
      this.include(seat);
      // As in sitDown().
      if (door.compareExchange(this.#words, word, EMPTY, threadId) !== EMPTY) continue;
      this.#mine = word;
      return true;
    }
    return false;
  }

  /** Tells writers of the seat, before anybody sits on it. */
  private include(seat: number): void {
    for (;;) {
      const last = door.load(this.#words, this.#lastUsed);
      if (last >= seat) return;
      // Orders with the load in isEmpty(). Fails when another was faster, perhaps with a lower seat.
      door.compareExchange(this.#words, this.#lastUsed, last, seat);
    }
  }
}
