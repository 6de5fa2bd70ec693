/** Whether the native engine, which tries one way after the other, can be trusted with a pattern. */

import type { Node } from "./parse.ts";

/** Ways through a pattern that are tried at one place of a text, at most. */
const MAX_WAYS = 64;
/** Characters of a text up to which one repetition without end is let be: it may be tried at each, from each. */
const MAX_CHARACTERS = 1000;

interface Ways {
  /** Different ways through it, each tried on its own where nothing fits. */
  readonly count: number;
  /** Repetitions without end. */
  readonly endless: number;
}

/**
 * Up to how long a text may be that the native engine is given: its work there is bounded by that length times a small number. 0:
 * it must not be used.
 */
export function harmlessLength(root: Node): number {
  const { count, endless } = waysOf(root);
  if (count > MAX_WAYS || endless > 1) return 0;
  return endless === 1 ? MAX_CHARACTERS : Number.POSITIVE_INFINITY;
}

function waysOf(node: Node): Ways {
  switch (node.kind) {
    case "atom":
    case "assertion":
      return { count: 1, endless: 0 };
    case "sequence":
      return node.items.map(waysOf).reduce(joined, { count: 1, endless: 0 });
    case "choice":
      return node.options.map(waysOf).reduce((a, b) => ({ count: a.count + b.count, endless: a.endless + b.endless }), {
        count: 0,
        endless: 0,
      });
    case "repeat": {
      const inner = waysOf(node.item);
      // A repetition of what can itself be read in several ways is what makes an engine try for ever.
      if (inner.count > 1 || inner.endless > 0) return node.max <= 1 ? { ...inner, count: inner.count + 1 } : refused;
      if (node.max === Number.POSITIVE_INFINITY) return { count: 1, endless: 1 };
      return { count: node.max - node.min + 1, endless: 0 };
    }
  }
}

const refused: Ways = { count: Number.POSITIVE_INFINITY, endless: 2 };

function joined(a: Ways, b: Ways): Ways {
  return { count: a.count * b.count, endless: a.endless + b.endless };
}
