/**
 * Race detection by vector clocks: FastTrack (C. Flanagan and S. Freund, PLDI 2009), for the memory model of JavaScript.
 *
 * Every thread has a vector clock, and every word that is accessed in an ordered way has one too: an ordered write releases
 * the writer's clock into the word, an ordered read acquires it. Of the plain accesses of a word are kept the epoch of the
 * last write (all writes before are ordered before it, or would have been reported) and the last read of each thread. Two
 * accesses of a word by different threads, at least one a write and at least one plain, are a race when neither is ordered
 * before the other.
 *
 * Waking a thread orders nothing here, although a host may do so: code must not rely on it, as a wait may also return
 * because of the value.
 *
 * Clocks only grow, over all schedules: at the start of a schedule everybody knows all that was before, so that nothing
 * ever has to be cleared.
 */

/** Called with the word and with what the thread did when an access races with an earlier one. */
export type RaceHandler = (address: number, earlier: number) => void;

export class Shadow {
  readonly #threads: number;
  /** Per thread: what it knows of each thread's clock. */
  readonly #clocks: Float64Array;
  /** Per word: the clock that ordered writes released into it. */
  readonly #released: Float64Array;
  /** Per word: the last plain write's clock and thread. */
  readonly #writeClock: Float64Array;
  readonly #writer: Uint8Array;
  /** Per word and thread: the clock of its last plain read, ordered access and ordered write. */
  readonly #reads: Float64Array;
  readonly #ordered: Float64Array;
  readonly #orderedWrites: Float64Array;
  readonly #onRace: RaceHandler;
  #highest = 0;

  constructor(threads: number, words: number, onRace: RaceHandler) {
    this.#threads = threads;
    this.#clocks = new Float64Array(threads * threads);
    this.#released = new Float64Array(words * threads);
    this.#writeClock = new Float64Array(words);
    this.#writer = new Uint8Array(words);
    this.#reads = new Float64Array(words * threads);
    this.#ordered = new Float64Array(words * threads);
    this.#orderedWrites = new Float64Array(words * threads);
    this.#onRace = onRace;
  }

  /** A new schedule: all that was accessed before is ordered before all that comes. */
  begin(): void {
    const threads = this.#threads;
    const clocks = this.#clocks;
    for (let own = 0; own < clocks.length; own += threads + 1) this.#highest = Math.max(this.#highest, at(clocks, own));
    clocks.fill(this.#highest);
    for (let own = 0; own < clocks.length; own += threads + 1) clocks[own] = this.#highest + 1;
  }

  /** All that `earlier` has done is ordered before what `thread` does from now on: a thread's end, seen by its host. */
  join(thread: number, earlier: number): void {
    const threads = this.#threads;
    const clocks = this.#clocks;
    for (let other = 0; other < threads; other++) {
      const known = at(clocks, earlier * threads + other);
      if (known > at(clocks, thread * threads + other)) clocks[thread * threads + other] = known;
    }
  }

  orderedRead(thread: number, address: number): void {
    this.#afterWrite(thread, address);
    this.#acquire(thread, address);
    const own = thread * (this.#threads + 1);
    this.#ordered[address * this.#threads + thread] = at(this.#clocks, own);
  }

  orderedWrite(thread: number, address: number): void {
    this.#afterWrite(thread, address);
    this.#afterAll(thread, address, this.#reads);
    this.#release(thread, address);
  }

  /** A read and a write in one step: acquires, and releases what it acquired too. */
  exchange(thread: number, address: number): void {
    this.#afterWrite(thread, address);
    this.#afterAll(thread, address, this.#reads);
    this.#acquire(thread, address);
    this.#release(thread, address);
  }

  plainRead(thread: number, address: number): void {
    this.#afterWrite(thread, address);
    this.#afterAll(thread, address, this.#orderedWrites);
    this.#reads[address * this.#threads + thread] = at(this.#clocks, thread * (this.#threads + 1));
  }

  plainWrite(thread: number, address: number): void {
    this.#afterWrite(thread, address);
    this.#afterAll(thread, address, this.#reads);
    this.#afterAll(thread, address, this.#ordered);
    this.#writeClock[address] = at(this.#clocks, thread * (this.#threads + 1));
    this.#writer[address] = thread;
  }

  #afterWrite(thread: number, address: number): void {
    const writer = this.#writer[address] ?? 0;
    if (at(this.#writeClock, address) > at(this.#clocks, thread * this.#threads + writer))
      this.#onRace(address, writer);
  }

  #afterAll(thread: number, address: number, accesses: Float64Array): void {
    const threads = this.#threads;
    for (let other = 0; other < threads; other++) {
      if (at(accesses, address * threads + other) > at(this.#clocks, thread * threads + other)) {
        this.#onRace(address, other);
      }
    }
  }

  #acquire(thread: number, address: number): void {
    const threads = this.#threads;
    const clocks = this.#clocks;
    for (let other = 0; other < threads; other++) {
      const released = at(this.#released, address * threads + other);
      if (released > at(clocks, thread * threads + other)) clocks[thread * threads + other] = released;
    }
  }

  #release(thread: number, address: number): void {
    const threads = this.#threads;
    const clocks = this.#clocks;
    for (let other = 0; other < threads; other++) {
      this.#released[address * threads + other] = at(clocks, thread * threads + other);
    }
    const own = thread * (threads + 1);
    const clock = at(clocks, own);
    this.#ordered[address * threads + thread] = clock;
    this.#orderedWrites[address * threads + thread] = clock;
    clocks[own] = clock + 1;
  }
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
