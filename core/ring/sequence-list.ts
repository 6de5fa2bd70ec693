/** Sequences as a search finds them. */

/** A list that takes a million numbers for little more than the price of copying them (an array's `push` costs thrice that). */
export class SequenceList {
  readonly #limit: number;
  #values: Float64Array = new Float64Array(64);
  #length = 0;

  /** Takes `limit` sequences at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#length >= this.#limit;
  }

  /** Adds as many as there is room for: the first of them, or from the last to the first when `backwards`. */
  add(sequences: Float64Array, backwards: boolean): void {
    const count = Math.min(sequences.length, this.#limit - this.#length);
    if (count <= 0) return;
    this.#reserve(this.#length + count);
    const ordered = backwards ? sequences.subarray(sequences.length - count).reverse() : sequences.subarray(0, count);
    this.#values.set(ordered, this.#length);
    this.#length += count;
  }

  toArray(): number[] {
    // A loop: Array.from() takes ten times as long.
    const values = this.#values;
    const list = new Array<number>(this.#length);
    for (let index = 0; index < list.length; index++) list[index] = values[index] ?? 0;
    return list;
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    const larger = new Float64Array(Math.max(length, 2 * this.#values.length));
    larger.set(this.#values);
    this.#values = larger;
  }
}
