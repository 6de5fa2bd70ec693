/** A first-in, first-out queue in constant time. */

/** Consumed entries at the front of the array that are kept before it is cut. */
const SLACK = 256;

export class Fifo<T> {
  #items: T[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    // Of an empty array nothing is read: a read beyond its end is many times slower than one within.
    if (this.#first === this.#items.length) return undefined;
    const item = this.#items[this.#first];
    this.#first += 1;
    if (this.#first === this.#items.length || (this.#first >= SLACK && this.#first * 2 >= this.#items.length)) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  /** From the oldest to the newest. */
  forEach(visit: (item: T) => void): void {
    for (let index = this.#first; index < this.#items.length; index++) {
      const item = this.#items[index];
      if (item !== undefined) visit(item);
    }
  }

  clear(): void {
    this.#items = [];
    this.#first = 0;
  }
}
