/** Every limit of the MCP server, with its reason. */

export const mcpLimits = {
  /** Bytes of one request body: the largest honest call is a few kilobytes of arguments. */
  bodyBytes: 1024 * 1024,
  /** Sessions of revision 2025-11-25 that are open at once: one per connected agent, with much room to spare. */
  sessions: 64,
  /** Milliseconds after which a session without a request and without an open stream is closed: longer than a lunch. */
  sessionIdleMs: 2 * 60 * 60 * 1000,
  /** Open `subscriptions/listen` streams of revision 2026-07-28; as many as sessions. */
  subscriptions: 64,
  /** Milliseconds for which a client may keep `tools/list` (revision 2026-07-28); it changes with the program only. */
  listTtlMs: 60 * 60 * 1000,
  /** Bytes of log lines in one answer: about 4,000 tokens, what an agent reads without losing its thread. */
  answerBytes: 16_000,
  /** Bytes of one line in an answer: a minified bundle or a base64 blob must not crowd out the other lines. */
  lineBytes: 1_000,
  /** Matches in one answer, whatever was asked for. */
  matches: 500,
  /** Characters of a query: longer ones are pasted by mistake. */
  queryCharacters: 1_000,
  /** Milliseconds of work of one search; what is older is not looked at then, and the answer says so. */
  searchMs: 2_000,
  /** Milliseconds of work after which a search lets the thread serve others. */
  sliceMs: 8,
  /** Sequences that a search looks at without a look at the clock, at most: some 50 KB of lines of usual length. */
  searchRecords: 512,
  /** The same where no record is decoded but the matches: some 3 MB of lines of usual length, half a millisecond. */
  scanRecords: 32_768,
} as const;
