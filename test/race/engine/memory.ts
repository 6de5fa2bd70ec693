/** The shared memory of a scenario: one row of words over all its buffers, put back to its first state for each schedule. */

import type { Region, SharedView } from "./scenario.ts";

/** Address of memory that the scenario does not share: a thread's own. */
export const PRIVATE = -1;

export class SharedMemory {
  /** 32-bit words in all buffers together. */
  readonly size: number;
  readonly #buffers: { readonly words: Int32Array; readonly first: number; readonly start: Int32Array }[] = [];
  readonly #firstOf = new Map<ArrayBufferLike, number>();
  readonly #bases = new Map<SharedView, number>();
  readonly #regions: readonly Region[];
  #lastView: SharedView | undefined;
  #lastBase = PRIVATE;

  /** The buffers' contents at this moment are what {@link reset} restores. */
  constructor(regions: readonly Region[]) {
    this.#regions = regions;
    let size = 0;
    for (const { view } of regions) {
      if (this.#firstOf.has(view.buffer)) continue;
      const words = new Int32Array(view.buffer);
      this.#firstOf.set(view.buffer, size);
      this.#buffers.push({ words, first: size, start: words.slice() });
      size += words.length;
    }
    this.size = size;
  }

  reset(): void {
    for (const { words, start } of this.#buffers) words.set(start);
  }

  /** All words as they are. */
  snapshot(): Int32Array {
    const words = new Int32Array(this.size);
    for (const buffer of this.#buffers) words.set(buffer.words, buffer.first);
    return words;
  }

  /** The first word that is not as in a snapshot. */
  difference(snapshot: Int32Array): number | undefined {
    const found = this.snapshot().findIndex((word, address) => word !== snapshot[address]);
    return found < 0 ? undefined : found;
  }

  /** The address of a view's first word, or {@link PRIVATE}. */
  base(view: SharedView): number {
    if (view === this.#lastView) return this.#lastBase;
    let base = this.#bases.get(view);
    if (base === undefined) {
      const first = this.#firstOf.get(view.buffer);
      base = first === undefined ? PRIVATE : first + view.byteOffset / 4;
      if (base !== PRIVATE) this.#bases.set(view, base);
    }
    this.#lastView = view;
    this.#lastBase = base;
    return base;
  }

  /** Views that bodies made are forgotten; those of regions stay. */
  forgetViews(): void {
    if (this.#bases.size < 4096) return;
    this.#bases.clear();
    this.#lastView = undefined;
  }

  /** What a word is called in traces. */
  name(address: number): string {
    let best: { region: Region; offset: number } | undefined;
    for (const region of this.#regions) {
      const offset = address - ((this.#firstOf.get(region.view.buffer) ?? 0) + region.view.byteOffset / 4);
      if (offset < 0 || offset * 4 >= region.view.byteLength) continue;
      if (best === undefined || region.view.byteLength < best.region.view.byteLength) best = { region, offset };
    }
    if (best === undefined) return `word ${address}`;
    return best.region.words?.[best.offset] ?? `${best.region.name}[${best.offset}]`;
  }
}
