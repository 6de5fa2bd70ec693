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
  /** Clients without sessions that are remembered; as many as sessions. */
  clients: 64,
  /** Milliseconds of silence after which a client without a session counts as gone: a person thinks for that long. */
  clientQuietMs: 5 * 60 * 1000,
  /** Characters of what a client says of itself that are told on: more than a row of a screen shows. */
  clientText: 100,
  /** The same of a call's arguments and of its error: what a person reads of them. */
  callText: 500,
  /** Milliseconds for which a client may keep `tools/list` (revision 2026-07-28); it changes with the program only. */
  listTtlMs: 60 * 60 * 1000,
  /** Bytes that count as a token. */
  tokenBytes: 4,
  /** Tokens of an answer, text and structured content together, where nothing else is asked for. */
  tokens: 4_000,
  /** The least that can be asked for: room for a line and what it is about. */
  leastTokens: 500,
  /** The most: clients refuse answers from 25,000 on. */
  mostTokens: 20_000,
  /** Bytes of an answer around its items: cursor, counts, notes. */
  frameBytes: 600,
  /** Tokens of an answer that goes into a file: it costs nobody anything, but is written at once. */
  fileTokens: 4_000_000,
  /** Resources that one session or stream hears of. */
  watched: 100,
  /** Messages for the log of one client in a second; the others are counted. */
  messages: 10,
  /** Messages that are kept of one session for a client whose stream breaks; a client is back within seconds. */
  keptMessages: 200,
  /** Bytes of them. */
  keptBytes: 256 * 1024,
  /** Values that are offered for an argument (the protocol's own limit). */
  completions: 100,
  /** The same of `resources/list`, which changes with the processes that run. */
  briefTtlMs: 5_000,
  /** Things that happened beside the lines that are remembered, the newest: a day of a busy watcher. */
  happenings: 2_000,
  /** Bytes of one line in an answer: a minified bundle or a base64 blob must not crowd out the other lines. */
  lineBytes: 1_000,
  /** Matches in one answer, whatever was asked for. */
  matches: 500,
  /** Characters of a query: longer ones are pasted by mistake. */
  queryCharacters: 1_000,
  /** Milliseconds of work of one search; what is older is not looked at then, and the answer says so. */
  searchMs: 2_000,
  /** Lines before a match, and after it, that are shown with it: more of them are asked for better by their sequences. */
  around: 20,
  /** Sequences before and after a match among which those are looked for: others may print a lot between. */
  aroundReach: 4_096,
  /** Milliseconds of work that they may take beside the search. */
  aroundMs: 500,
  /** Patterns of lines that are not shown. */
  hidden: 10,
  /** Milliseconds of work after which a search lets the thread serve others. */
  sliceMs: 8,
  /** Sequences that a search looks at without a look at the clock, at most: some 50 KB of lines of usual length. */
  searchRecords: 512,
  /** The same where no record is decoded but the matches: some 3 MB of lines of usual length, half a millisecond. */
  scanRecords: 32_768,
} as const;
