/** Every limit of the history, with its reason. */

export const historyLimits = {
  /** Records of a block: they are compressed together, and read together. About 50 KB of text, 6 KB compressed. */
  blockRecords: 512,
  /** Bytes of text in a block: a few huge lines must not make one that is slow to read. */
  blockBytes: 1024 * 1024,
  /** Records below which an unfinished block is written again with what has come; above, it stays as it is. */
  growRecords: 96,
  /** Milliseconds between two writes: what a SIGKILL can lose, and half of what is promised. */
  flushMs: 500,
  /** Records that are taken from the ring in one go: some 5 ms of work. */
  takeRecords: 8192,
  /** Records that wait for a commit before one is made out of turn: some 20 ms of writing, a tenth of what may wait. */
  commitRecords: 32_768,
  /**
   * Records, errors and events that wait while another program has the file locked: some 3 MB, as blocks are packed. Records above
   * it stay in the ring as long as that has room; what is lost is a counted gap.
   */
  waitingRecords: 200_000,
  /** Milliseconds that a write waits for another Brummer's of the same project. */
  busyMs: 2000,
  /** Milliseconds of indexing and clearing up in one go, while nothing else is to be done. */
  idleMs: 20,
  /** Blocks that are looked at in one step of a search, or removed in one transaction. */
  stepBlocks: 64,
  /** Milliseconds between two looks whether something has to go. */
  pruneEveryMs: 60_000,
  /** Part of the size limit down to which is cleared: not at every block anew. */
  pruneTo: 0.9,
  /** Errors and events of all runs: the oldest go first. */
  events: 100_000,
  /** Exchanges of HTTP of all runs: the oldest go first. Weeks of work with a browser. */
  exchanges: 50_000,
  /** Part of the size limit that exchanges may take: lines are what a history is for. */
  exchangesPart: 0.25,
  /** Bytes of one exchange, decoded: what a damaged one may claim to be. */
  exchangeBytes: 64 * 1024 * 1024,
  /** Records that one counts as while it waits for a commit: it has two bodies, of some KB. */
  exchangeWeight: 20,
} as const;
