/** Every limit of the terminal pane, with its reason. */

export const limits = {
  /** Rows that can be scrolled back: the whole log is one key away. */
  scrollback: 1_000,
  /** Bytes that the emulator reads before everything else gets a turn: 2 ms, for text without line breaks 4. */
  pieceBytes: 16 * 1024,
  /** Emulators at once: the one that is seen, and those that were seen just before. Each takes some megabytes. */
  emulators: 3,
  /** Milliseconds that one is kept unseen: somebody who looks at another process for a moment finds it as it was. */
  keptMs: 10_000,
  /** Milliseconds after the start of a process in which what it asks its terminal is answered although nobody saw it ask. */
  youngMs: 2_000,
  /** Milliseconds between the two sizes that make a program draw everything anew: it must have seen the first. */
  repaintMs: 80,
  /** Milliseconds without a gap after which a flood is over. */
  settledMs: 250,
  /** Milliseconds before a terminal that did not answer is asked again. */
  retryMs: 500,
  /** Milliseconds that a program may keep the screen as it is while it draws (mode 2026): one that forgets the end is not stuck. */
  updateMs: 200,
  /** Bytes that wait to be taken by a process: a large paste. */
  typedBytes: 1 << 20,
  /** Bytes that wait so, above which what a program asks its terminal is not answered: one that does not read its answers. */
  answerBytes: 4 * 1024,
  /** Columns and rows that an emulator has at least: it cannot be smaller. */
  leastSize: { columns: 2, rows: 1 },
} as const;
