/** Every limit of the screen, with its reason. */

export const limits = {
  /** Milliseconds between two frames: 30 a second is as fast as an eye reads moving text. */
  frameMs: 33,
  /** Milliseconds that a notice stays: long enough for two lines of text. */
  noticeMs: 5_000,
  /** Milliseconds after which a lone ESC is the key and not the start of a sequence: slow links deliver those in parts. */
  escapeMs: 30,
  /** Characters of an unfinished input sequence that are kept before they are given up: real ones are under 32. */
  inputSequence: 64,
  /** From this width the list stands beside the log; below, it is one line. */
  splitColumns: 80,
  /** From this height there is room for the two rules. */
  rulesRows: 8,
  /** Smallest and largest width of a name in the list: names keep their column and leave the log its room. */
  nameColumns: { least: 6, most: 24 },
  /** Largest width of the source name before a log line. */
  sourceColumns: 12,
  /** Under this width the log pane leaves out the time. */
  timeColumns: 48,
  /** Rows that one turn of the mouse wheel scrolls, as most terminals do. */
  wheelRows: 3,
  /** Records that one look at the slot table returns: bounds the array that is made at once. */
  matchChunk: 8_192,
  /** Milliseconds of a frame for looking through what the ring held before: keys stay quick. */
  indexMs: 4,
  /** Milliseconds that closing waits in all for a terminal that takes no bytes. */
  closeMs: 500,
  /** Characters of a notice: more than the widest screen shows. */
  noticeLength: 500,
  /** Open lines that are shown at once: a screen has little room for more beside the log. */
  tails: 8,
} as const;
