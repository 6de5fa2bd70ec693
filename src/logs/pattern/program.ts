/** Turns a parsed pattern into the steps of a non-deterministic automaton (Thompson's construction). */

import { patternLimits } from "./limits.ts";
import { type Assertion, type Node, PatternError } from "./parse.ts";

/** What one step does; `next` and `other` are indexes of steps. */
type Step =
  | { readonly kind: "consume"; readonly atom: number; readonly next: number }
  | { readonly kind: "fork"; readonly next: number; readonly other: number }
  | { readonly kind: "assert"; readonly assertion: Assertion; readonly next: number }
  | { readonly kind: "match" };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
  /** Sources of the single-character expressions, each once. */
  readonly atoms: readonly string[];
}

/** Compiles a tree. Throws {@link PatternError} when it takes more than `patternLimits.steps` steps. */
export function compile(root: Node): Program {
  const steps: Step[] = [];
  const atoms = new Map<string, number>();

  const tooLarge = (): PatternError =>
    new PatternError(`the pattern is too large (over ${patternLimits.steps} steps): repeat fewer times`);

  const add = (step: Step): number => {
    if (steps.length >= patternLimits.steps) throw tooLarge();
    return steps.push(step) - 1;
  };

  // Every part is built for a known successor, so the whole is built from its end to its start.
  const build = (node: Node, next: number): number => {
    switch (node.kind) {
      case "atom": {
        const atom = atoms.get(node.source) ?? atoms.size;
        atoms.set(node.source, atom);
        return add({ kind: "consume", atom, next });
      }
      case "assertion":
        return add({ kind: "assert", assertion: node.assertion, next });
      case "sequence":
        return node.items.reduceRight((following, item) => build(item, following), next);
      case "choice":
        return node.options.map((option) => build(option, next)).reduce((other, start) => fork(start, other));
      case "repeat":
        return repeat(node.item, node.min, node.max, next);
    }
  };

  const fork = (next: number, other: number): number => add({ kind: "fork", next, other });

  const repeat = (item: Node, min: number, max: number, next: number): number => {
    // Most items take a step each time; for the others (empty groups) a count must not be work either.
    const counted = max === Number.POSITIVE_INFINITY ? min : max;
    if (counted > patternLimits.steps) throw tooLarge();
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      // The fork of a loop comes before its body; its place is taken first and filled when the body is known.
      const loop = fork(next, next);
      steps[loop] = { kind: "fork", next: build(item, loop), other: next };
      start = loop;
    } else {
      for (let count = min; count < max; count++) start = fork(build(item, start), next);
    }
    for (let count = 0; count < min; count++) {
      const before = steps.length;
      start = build(item, start);
      // Once more would change nothing either: nested repeats of nothing must not multiply.
      if (steps.length === before) break;
    }
    return start;
  };

  const start = build(root, add({ kind: "match" }));
  return { steps, start, atoms: [...atoms.keys()] };
}
