/** The table of a ring's gates: how far each gating reader has come, where producers see it. */

import { high, join, low, storeIfChanged } from "../claims/halves.ts";
import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import { door, LINE_BYTES, type Words } from "../memory/index.ts";
import { threadId } from "../sync/index.ts";

const LINE_WORDS = LINE_BYTES / 4;

/** How many gates were ever opened (wraps at 2^32), on the table's first line. Written under the claims' mutex. */
const OPENED = 0;
/** Words of a gate, on a line of its own. */
const gateWord = {
  /** The thread whose gate it is, 0 for none. Written under the claims' mutex. */
  owner: 0,
  /**
   * The sequence and the position that the gate has not passed, in halves. Both only rise, and only the owner writes them:
   * the low half first. Producers read the high half first, so what they put together is never more than is true.
   */
  sequenceLow: 1,
  sequenceHigh: 2,
  positionLow: 3,
  positionHigh: 4,
} as const;
export const GATES_BYTES: number = (1 + limits.ringGates) * LINE_BYTES;

/** One thread's hold on a ring's gates. */
export class Gates {
  readonly #words: Words;
  /** All gates had passed this sequence and position when `#opened` gates had been opened. */
  #opened = -1;
  #sequence = 0;
  #position = 0;

  constructor(words: Words) {
    this.#words = words;
  }

  /**
   * 0 where every gate has passed all records before `sequence` and all bytes before `position`; else the thread of one
   * that has not. Under the claims' mutex.
   */
  blocker(sequence: number, position: number): number {
    const isKnown = door.get(this.#words, OPENED) === this.#opened;
    // Gates only go forward: what was passed once is so still, unless a gate was opened since.
    if (isKnown && sequence <= this.#sequence && position <= this.#position) return 0;
    return this.#look(sequence, position);
  }

  /** Opens a gate of this thread and returns its line. Under the claims' mutex. Throws `ring.too-many-gates`. */
  open(sequence: number, position: number): number {
    const words = this.#words;
    for (let line = LINE_WORDS; line <= limits.ringGates * LINE_WORDS; line += LINE_WORDS) {
      if (door.get(words, line + gateWord.owner) !== 0) continue;
      this.#store(line + gateWord.sequenceLow, sequence);
      this.#store(line + gateWord.positionLow, position);
      // Last: a thread that dies before it leaves no gate.
      door.put(words, line + gateWord.owner, threadId);
      door.put(words, OPENED, (door.get(words, OPENED) + 1) | 0);
      return line;
    }
    throw new CoreError("ring.too-many-gates", `a log ring has ${limits.ringGates} gates at most: close one before`);
  }

  /** Moves this thread's gate forward; whoever calls notifies those that wait for room. */
  pass(line: number, sequence: number, position: number): void {
    this.#store(line + gateWord.sequenceLow, sequence);
    this.#store(line + gateWord.positionLow, position);
  }

  /** Under the claims' mutex; whoever calls notifies those that wait for room. */
  close(line: number): void {
    door.put(this.#words, line + gateWord.owner, 0);
  }

  /** Whether any is open. Under the claims' mutex. */
  areAny(): boolean {
    for (let line = LINE_WORDS; line <= limits.ringGates * LINE_WORDS; line += LINE_WORDS) {
      if (door.get(this.#words, line + gateWord.owner) !== 0) return true;
    }
    return false;
  }

  /** Closes the gates of a thread that has ended. Under the claims' mutex; whoever calls notifies those that wait. */
  threadDied(id: number): void {
    for (let line = LINE_WORDS; line <= limits.ringGates * LINE_WORDS; line += LINE_WORDS) {
      if (door.get(this.#words, line + gateWord.owner) === id) this.close(line);
    }
  }

  /** Finds how far all gates are, and one that is not as far as asked. */
  #look(sequence: number, position: number): number {
    let blocker = 0;
    this.#opened = door.get(this.#words, OPENED);
    this.#sequence = Number.POSITIVE_INFINITY;
    this.#position = Number.POSITIVE_INFINITY;
    for (let line = LINE_WORDS; line <= limits.ringGates * LINE_WORDS; line += LINE_WORDS) {
      // Plain: written under the mutex only.
      const owner = door.get(this.#words, line + gateWord.owner);
      if (owner === 0) continue;
      const passedSequence = this.#load(line + gateWord.sequenceLow);
      const passedPosition = this.#load(line + gateWord.positionLow);
      if (passedSequence < sequence || passedPosition < position) blocker = owner;
      this.#sequence = Math.min(this.#sequence, passedSequence);
      this.#position = Math.min(this.#position, passedPosition);
    }
    return blocker;
  }

  /** Orders after the gate's plain reads of what it passes: a producer that sees the number may overwrite it. */
  #store(index: number, value: number): void {
    door.store(this.#words, index, low(value));
    storeIfChanged(this.#words, index + 1, high(value));
  }

  /** Orders before the producer's plain writes over what the gate has passed. */
  #load(index: number): number {
    const highHalf = door.load(this.#words, index + 1);
    return join(door.load(this.#words, index), highHalf);
  }
}
