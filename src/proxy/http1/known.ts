/**
 * Fields that have come before. A client sends the same ones with all of its requests, and a server often the same with many answers:
 * reading them, and all that follows from them, is most of what a message costs. So they are read once, and what follows is kept with
 * them.
 */

import type { Fields } from "./head.ts";

/** Blocks of one generation: a page has a few dozen kinds of requests. Two are kept, so that the frequent ones stay. */
const MAX_BLOCKS = 256;
/** Characters of a block that is kept: with all of them some 2 MB. Longer ones hold large cookies. */
const MAX_CHARACTERS = 2048;

let young = new Map<string, Fields>();
let old = new Map<string, Fields>();

/** The fields that stand in a block of a head, read by `read` where they are new. */
export function knownFields(block: string, read: (block: string) => Fields): Fields {
  if (block.length > MAX_CHARACTERS) return read(block);
  const recent = young.get(block);
  if (recent !== undefined) return recent;
  const fields = old.get(block) ?? read(block);
  if (young.size >= MAX_BLOCKS) {
    old = young;
    young = new Map();
  }
  young.set(block, fields);
  return fields;
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
