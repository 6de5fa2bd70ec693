/** Random numbers that a seed repeats: xorshift32 (G. Marsaglia, 2003). */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) | 1;
  }

  /** 0 to below 1. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) / 2 ** 32;
  }

  /** 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}
