/** Looks again and again whether something listens at some places, as long as somebody wants to know. Main thread. */

import { placeKey } from "../found/address.ts";
import type { Reached } from "../found/reached.ts";
import { lookAt } from "./look.ts";

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface ReachOptions {
  /** Milliseconds between the end of a look and the next one at the same place. */
  readonly everyMs: number;
  /** Milliseconds that a look may take. */
  readonly limitMs: number;
  /** Looks at the same time. */
  readonly atOnce: number;
}

const defaults: ReachOptions = {
  // Short enough to see a server come and go.
  everyMs: 3_000,
  // A machine of the same network answers in some milliseconds; one that is off does not at all.
  limitMs: 2_000,
  // Each takes a socket for each address of its host; those that do not answer hold the others up for a moment.
  atOnce: 8,
};

export class ReachWatch {
  readonly #tell: (key: string, reached: Reached) => void;
  readonly #options: ReachOptions;
  #wanted: ReadonlyMap<string, Place> = new Map();
  /** When a place is looked at next, in milliseconds of `performance.now`. */
  readonly #due = new Map<string, number>();
  readonly #looks = new Map<string, AbortController>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell`: gets what each look has shown. */
  constructor(tell: (key: string, reached: Reached) => void, options: Partial<ReachOptions> = {}) {
    this.#tell = tell;
    this.#options = { ...defaults, ...options };
  }

  /** Looks at these from now on, at new ones at once, and no more at others. Costs nothing when they are the same as before. */
  watch(places: readonly Place[]): void {
    const wanted = new Map(places.map((place) => [placeKey(place), place]));
    if (wanted.size === this.#wanted.size && wanted.keys().every((key) => this.#wanted.has(key))) return;
    this.#wanted = wanted;
    for (const key of this.#due.keys()) if (!wanted.has(key)) this.#due.delete(key);
    for (const [key, look] of this.#looks) if (!wanted.has(key)) look.abort();
    this.#run();
  }

  /** Looks that are under way. */
  get underWay(): number {
    return this.#looks.size;
  }

  /** Ends everything that is under way. */
  close(): void {
    this.watch([]);
  }

  #run(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    // Who has waited longest comes first.
    const next = [...this.#wanted]
      .filter(([key]) => !this.#looks.has(key))
      .map(([key, place]) => ({ key, place, due: this.#due.get(key) ?? 0 }))
      .sort((a, b) => a.due - b.due);
    for (const { key, place, due } of next) {
      if (this.#looks.size >= this.#options.atOnce) return;
      if (due <= now) void this.#look(key, place);
      else {
        this.#timer = setTimeout(() => this.#run(), due - now);
        return;
      }
    }
  }

  async #look(key: string, place: Place): Promise<void> {
    const end = new AbortController();
    this.#looks.set(key, end);
    const reached = await lookAt(place, this.#options.limitMs, end.signal);
    this.#looks.delete(key);
    this.#due.set(key, performance.now() + this.#options.everyMs);
    if (!this.#wanted.has(key)) this.#due.delete(key);
    else if (reached === null) this.#due.set(key, 0);
    else this.#tell(key, reached);
    this.#run();
  }
}
