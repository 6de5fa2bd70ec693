/**
 * Fields that have come before. A client sends the same ones with all of its requests, and a server often the same with many answers:
 * reading them, and all that follows from them, is most of what a message costs. So they are read once, and what follows is kept with
 * them.
 */

/** Blocks of one generation: a page has a few dozen kinds of requests. Two are kept, so that the frequent ones stay. */
const MAX_BLOCKS = 256;
/** Characters of a block that is kept: with all of them, and what stands before them, some 2 MB. Longer ones hold large cookies. */
const MAX_CHARACTERS = 2048;

/** What has come twice, and what was made of it: only of that it pays to keep what follows. */
const frequent = new WeakSet<object>();

export class KnownBlocks<T extends object> {
  readonly #read: (block: string) => T;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  /** `read`: pure; what it throws is not kept. */
  constructor(read: (block: string) => T) {
    this.#read = read;
  }

  /** What stands in a block of a head. */
  of(block: string): T {
    if (block.length > MAX_CHARACTERS) return this.#read(block);
    const recent = this.#young.get(block);
    if (recent !== undefined) {
      frequent.add(recent);
      return recent;
    }
    const known = this.#old.get(block) ?? this.#read(block);
    if (this.#young.size >= MAX_BLOCKS) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(block, known);
    return known;
  }
}

/** A pure function of an object that nobody changes, which finds each answer once. */
export function remembered<K extends object, T extends object | string>(find: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, T>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const found = find(of);
    known.set(of, found);
    return found;
  };
}

/** The same of what a {@link KnownBlocks} gives: kept where that has come twice. */
export function ofKnown<K extends object, T extends object | string>(find: (of: K) => T): (of: K) => T {
  const kept = remembered((of: K) => {
    const found = find(of);
    if (typeof found === "object") frequent.add(found);
    return found;
  });
  return (of) => (frequent.has(of) ? kept(of) : find(of));
}
