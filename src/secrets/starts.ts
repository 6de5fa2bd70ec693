/** Finds where any of many texts may begin, in one pass over another. */

/** Characters that each of them has at least: so many are looked at to tell. */
export const START_LEAST = 3;
const SLOTS = 1 << 16;

/** The slot of three characters in a row; may be that of others, too. */
export function slotOf(first: number, second: number, third: number): number {
  return (first * 961 + second * 31 + third) & (SLOTS - 1);
}

/** What begins with a text. */
export interface Start<T> {
  readonly text: string;
  readonly item: T;
}

/** A table of texts; few of its slots are taken, so that most places are passed over at the first look. */
export class Starts<T> {
  /** 0: nothing begins like that. */
  readonly taken = new Uint8Array(SLOTS);
  readonly #starts = new Map<number, Start<T>[]>();

  /** `text`: {@link START_LEAST} characters at least; the longest is to be added first. */
  add(text: string, item: T): void {
    const slot = slotOf(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2));
    this.taken[slot] = 1;
    const known = this.#starts.get(slot);
    if (known === undefined) this.#starts.set(slot, [{ text, item }]);
    else known.push({ text, item });
  }

  /** Those that begin at an index of `text`, of which `slot` is the slot. */
  at(text: string, index: number, slot: number): Start<T>[] {
    return this.in(slot).filter((start) => text.startsWith(start.text, index));
  }

  /** All that are of a slot. */
  in(slot: number): readonly Start<T>[] {
    return this.#starts.get(slot) ?? [];
  }
}
