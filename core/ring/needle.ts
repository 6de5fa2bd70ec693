/** Search for a text in bytes of the ring: a fast search for candidates, and where those are too many a steady one. */

import { door, type FindBytes, type SharedBytes } from "../memory/index.ts";
import { CASE_BIT, folded, foldedCopy } from "./fold.ts";
import { type ByteFold, caseFold, exactFold, LinearSearch } from "./linear.ts";

/** Bytes that logs are full of, the commonest first; those not listed are rarer. */
const common = new TextEncoder().encode(" e0ta1onirs2l-d:.3c/5u4mph6789g[]fb,yvTwk_(\")'=xISEAC");

/** What a native search costs beside the bytes it goes over, in bytes that one step of {@link LinearSearch} takes. */
const CALL_COST = 24;
/** Cost that no bytes need have been passed for: a few candidates at the beginning tell nothing. */
const FREE_COST = 4096;
/** Cost of a byte passed, up to which the fast search is worth its while. */
const BYTE_COST = 2;

/** Bytes to search in. Both are raced: what is found is to be confirmed. */
export interface Hay {
  readonly shared: SharedBytes;
  /** A private copy, made when first asked for. */
  copy(): Uint8Array;
}

/** A text to find; `start` on some bytes, then `next`. */
export class Needle {
  /** Its length in bytes. */
  readonly length: number;
  /** Finds the same in other bytes. */
  readonly linear: LinearSearch;
  readonly #find: FindBytes | undefined;
  /** The same where what it finds needs no second look. */
  readonly #exactFind: FindBytes | undefined;
  readonly #fold: ByteFold;
  /** The text, folded exactly. */
  readonly #bytes: Uint8Array;
  /** What candidates are searched by, and which of its bytes where the host has no search for more than one. */
  readonly #wanted: Uint8Array;
  readonly #anchor: number;
  #hay: Hay = { shared: new Uint8Array(new SharedArrayBuffer(0)), copy: () => new Uint8Array() };
  /** What candidates are searched in where not in the shared bytes. */
  #private: Uint8Array = new Uint8Array();
  /** What the candidates so far have cost, see {@link CALL_COST}. */
  #cost = 0;
  #isLinear = false;

  /**
   * `text` must not be empty; `ignoreCase` takes A–Z and a–z as the same and no other letters. `find` is the host's search,
   * where it has a fast one.
   */
  constructor(text: string, ignoreCase: boolean, find?: FindBytes) {
    const bytes = new TextEncoder().encode(text);
    this.length = bytes.length;
    const folds = ignoreCase && bytes.some(isLetter);
    this.#find = find;
    this.#exactFind = folds ? undefined : find;
    this.#fold = folds ? caseFold : exactFold;
    this.#bytes = bytes.map((byte) => this.#fold[byte] ?? byte);
    this.linear = new LinearSearch(bytes, this.#fold);
    this.#wanted = folds ? folded(bytes) : bytes;
    this.#anchor = rarest(bytes, folds);
  }

  /** Takes up the bytes to search in, from their beginning. */
  start(hay: Hay): void {
    this.#hay = hay;
    this.#cost = 0;
    this.#isLinear = false;
    if (this.#fold === caseFold) this.#private = foldedCopy(hay.shared);
    else if (this.#find === undefined) this.#private = hay.copy();
  }

  /** The first occurrence at `from` or later, -1 for none. `from` must rise from call to call. */
  next(from: number): number {
    for (let at = from; !this.#isLinear; at++) {
      at = this.#candidate(at);
      if (at === -1) return -1;
      const matched = this.#exactFind === undefined ? this.#matched(at) : this.length;
      this.#spend(CALL_COST + matched, at);
      if (matched === this.length) return at;
    }
    return this.linear.next(from);
  }

  /** Whether the text stands at `start`. */
  isAt(start: number): boolean {
    return this.#matched(start) === this.length;
  }

  /** The first place at `from` or later where the text may be, -1 for none. */
  #candidate(from: number): number {
    if (this.#exactFind !== undefined) return door.findRaced(this.#exactFind, this.#hay.shared, this.#wanted, from);
    if (this.#find !== undefined) return this.#find(this.#private, this.#wanted, from);
    const at = this.#private.indexOf(this.#wanted[this.#anchor] ?? 0, from + this.#anchor);
    return at === -1 ? -1 : at - this.#anchor;
  }

  /** How many bytes of the text stand at `start`. */
  #matched(start: number): number {
    const { shared } = this.#hay;
    const fold = this.#fold;
    const bytes = this.#bytes;
    let matched = 0;
    while (matched < bytes.length && fold[door.getByteRaced(shared, start + matched)] === bytes[matched]) matched++;
    return matched;
  }

  /** Changes to the steady search where candidates, up to the one at `at`, have cost too much. */
  #spend(cost: number, at: number): void {
    this.#cost += cost;
    if (this.#cost <= FREE_COST + BYTE_COST * at) return;
    this.#isLinear = true;
    this.linear.start(this.#hay.copy());
  }
}

function isLetter(byte: number): boolean {
  const letter = byte | CASE_BIT;
  return letter >= 0x61 && letter <= 0x7a;
}

/** Where the byte is that logs hold least of; with `folds`, in either case. */
function rarest(bytes: Uint8Array, folds: boolean): number {
  let best = 0;
  let bestRank = -1;
  bytes.forEach((byte, index) => {
    const rank = folds ? Math.min(rarity(byte), rarity(byte ^ CASE_BIT)) : rarity(byte);
    if (rank <= bestRank) return;
    best = index;
    bestRank = rank;
  });
  return best;
}

function rarity(byte: number): number {
  const rank = common.indexOf(byte);
  return rank === -1 ? common.length : rank;
}
