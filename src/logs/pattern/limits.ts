/** Limits of a regular expression, with their reasons. */

export const patternLimits = {
  /** Steps of a compiled one; bounds the work per character whatever the pattern is. */
  steps: 500,
  /** Steps and atoms that are looked at without a look at the clock: one to two milliseconds. */
  work: 20_000,
  /** Automaton states that are remembered before all are forgotten: bounds the memory of a hostile pattern. */
  states: 1_000,
} as const;
