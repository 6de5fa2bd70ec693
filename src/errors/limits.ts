/** Every limit of reading errors, with its reason. */

export const errorLimits = {
  /** Characters of a line that are looked at: what matters stands near its start, and no line may take long. */
  lineCharacters: 1000,
  /** Characters of a message that are kept: some tools print whole objects on a line. */
  messageCharacters: 500,
  /** Lines of a trace that are read as one error: endless recursion prints more, and none of it is new. */
  traceLines: 300,
  /** Frames of one error that are kept: more than anybody reads. */
  frames: 50,
  /** Errors behind an error that are kept; an aggregate may hold hundreds. */
  causes: 10,
  /** Lines kept as they were printed, as in the predecessor. */
  contextLines: 50,
  /** Lines between the first line of an error and its first frame: a message of several lines, some rows of code. */
  linesBeforeFrames: 12,
  /** Lines for which what has been found may still turn out to be a part of what follows. */
  mergeLines: 14,
  /** Characters of a line of JSON that is parsed for the error in it. */
  jsonCharacters: 64 * 1024,
  /** Groups of one program: the least recently seen goes first. */
  groups: 1000,
  /** Processes named in one group. */
  groupProcesses: 20,
  /** Rows of source code around a place. */
  excerptRows: 7,
  /** Characters of a row of source code. */
  excerptCharacters: 240,
  /** Bytes of a source file that is read for an excerpt, and of a source map. */
  sourceBytes: 16 * 1024 * 1024,
} as const;
