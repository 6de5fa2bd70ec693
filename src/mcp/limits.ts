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
  /** Calls that are told at once: an event holds 64 KiB, and a call some 1.5 KB. */
  callsAtOnce: 30,
  /** Milliseconds in which calls are gathered before they are told: a person sees no difference. */
  callsMs: 50,
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
  /** Bytes of the path of such a file: systems take 4,096 with the project's own. */
  pathBytes: 1_024,
  /** Resources that one session or stream hears of. */
  watched: 100,
  /** Milliseconds between two tellings that one resource has changed: who hears of it reads it again each time. */
  changeMs: 1_000,
  /** Milliseconds after a change of the configuration's file before it is read: an editor writes it in several steps. */
  settleMs: 150,
  /** Processes, and errors, that `resources/list` names one by one; the others are found through their templates. */
  listedResources: 20,
  /** Messages for the log of one client in a second; the others are counted. */
  messages: 10,
  /** Milliseconds after which a client whose stream has broken comes back: at once for a person, no burden for a thread. */
  retryMs: 1_000,
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
  /** The same in a file: an hour of a busy process, found in half a second. */
  fileMatches: 10_000,
  /** Characters of a query: longer ones are pasted by mistake. */
  queryCharacters: 1_000,
  /** Searches that are remembered, for who asks the same again: an agent polls one or two, and there are few agents. */
  searches: 8,
  /** Bytes of text that they hold: 5,000 lines of 400 bytes, or one answer of long lines. Two for each character. */
  searchesBytes: 4 * 1024 * 1024,
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
  /** Seconds that lines are streamed at most: agents' own limits for a call are not much longer. */
  streamSeconds: 300,
  /** Milliseconds between two notifications with lines: ten a second are more than anybody reads. */
  tellMs: 100,
  /** Milliseconds after which who waits for lines looks whether somebody still waits for it. */
  followLookMs: 500,
  /** Bytes of lines in one notification: a screen of them. */
  messageBytes: 4_000,
  /** Bytes of lines in all notifications of one call, which stay in memory where a client does not read. */
  streamBytes: 512 * 1024,
  /** Milliseconds of work for lines that are followed, each time: half of {@link tellMs}, so that others have the other half. */
  followMs: 50,
  /** Seconds that the timeline waits for something new: clients give a silent call up after a minute. */
  timelineWaitSeconds: 60,
  /** Files of the project that are looked at for the newest one: more than projects have that one person works on. */
  files: 20_000,
  /** Milliseconds for that. */
  filesMs: 1_000,
  /** The newest of them that are remembered: tools may have written some. */
  changedFiles: 50,
  /** Seconds that a check waits for what a change has set off, where nothing else is asked for: builds of usual size are over. */
  checkSeconds: 15,
  /** The most. */
  mostCheckSeconds: 120,
  /** The part of that in which a watcher begins, if it does. */
  patiencePart: 1 / 3,
  /** Milliseconds in which watchers begin that are quick: most gather changes for a tenth of a second. */
  beginMs: 1_000,
  /** Milliseconds that others have to begin when one has ended. */
  othersMs: 1_500,
  /** Milliseconds of silence after an outcome before it counts as the last one: errors are told so much later. */
  quietMs: 450,
  /** The same where a process does not fall silent. */
  mostQuietMs: 2_000,
  /** Milliseconds in which a server that starts anew says that it is ready, if it does. */
  startMs: 6_000,
  /** Milliseconds after a build in which its files may still be written. */
  writtenMs: 300,
  /** Processes that are named in a sentence. */
  briefProcesses: 5,
  /** Milliseconds by which the beginning of a build may seem to be earlier than it was: tools round how long they took. */
  roundingMs: 150,
  /** Errors of one build that are shown: the first one is mostly the cause of the others. */
  workErrors: 10,
  /** Milliseconds by which an error is told later than its last line: what may still be a part of it is waited for. */
  errorLagMs: 400,
  /** Failed tests of one run that are named. */
  workTests: 20,
  /** Milliseconds of work after which a search lets the thread serve others. */
  sliceMs: 8,
  /** Sequences that a search looks at without a look at the clock, at most: some 50 KB of lines of usual length. */
  searchRecords: 512,
  /** The same where no record is decoded but the matches: some 3 MB of lines of usual length, half a millisecond. */
  scanRecords: 32_768,
  /** Seconds for which a call waits for a process where nothing else is asked for: a server of usual size is up in that time. */
  waitSeconds: 30,
  /** The most: a client gives a call up sooner or later. */
  mostWaitSeconds: 300,
  /** Milliseconds after which a wait looks by itself: silence is no event. */
  lookMs: 250,
  /** Milliseconds between two looks at least: a flood of events must not become one of looks. */
  lookPauseMs: 50,
  /** Milliseconds in which nothing more is heard before a wait that is over is answered: a place of an error, an address. */
  calmMs: 100,
  /** Milliseconds after which it is answered in any case. */
  mostCalmMs: 600,
  /** Milliseconds between two messages about a wait. */
  progressMs: 1_000,
  /** Addresses of one process that are tried. */
  addresses: 3,
  /** Milliseconds for one connection to an address of this machine. */
  connectMs: 500,
  /** Milliseconds for which a server that said it is ready may refuse connections: some say it a moment before. */
  unansweredMs: 3_000,
  /** Milliseconds of silence after a failed build, or after tests, in which a process that ends by itself has ended. */
  quietAfterFailureMs: 1_000,
  /** The same after errors alone: most servers that go on after one print more within that. */
  quietAfterErrorMs: 3_000,
  /** The same while a build goes on or has succeeded, before it counts as all there is. */
  quietInBuildMs: 5_000,
  /** The same before a port alone counts as readiness: runtimes open some for themselves before the server's. */
  quietListenerMs: 2_000,
  /** The same without silence: who runs for that long has opened what it opens. */
  oldListenerMs: 10_000,
  /** Errors that are shown of a run: the first one is mostly the cause of the others. */
  runErrors: 5,
  /** Lines that are shown of a run without errors. */
  lastLines: 15,
  /** Lines of Brummer's own that may stand among them: start, end, why. */
  ownLines: 8,
  /** Bytes of a line, a name or a message where several are shown: two rows of a wide screen. */
  briefBytes: 300,
  /** Failed tests that are named. */
  failedTests: 5,
  /** Characters of a name that an agent gives to a command: a column of a screen. */
  nameCharacters: 60,
  /** Warnings about the project's files that are shown: the first ones cause the others. */
  warnings: 5,
  /** Processes that are named as holders of one port: a server with a worker for each core. */
  portHolders: 8,
  /** Milliseconds after which a measurement of what processes use is a new one. */
  usageMs: 1_050,
  /** Channels of the message queue: one for each pair of agents and each purpose, with much room to spare. */
  queueChannels: 64,
  /** Subscriptions to them. */
  queueSubscriptions: 64,
  /** Messages that wait in one of them; the oldest are dropped then. */
  queueMessages: 1_000,
  /** Bytes of their payloads, so that all queues together stay within 32 MiB. */
  queueBytes: 256 * 1024,
  /** Bytes of a message's payload as JSON: as text and as data, with what escapes add, it still fits in one answer. */
  queuePayloadBytes: 4 * 1024,
  /** Seconds that a message is kept at most: a day. */
  queueTtlSeconds: 24 * 60 * 60,
  /** Seconds that a receiver waits at most: clients give a silent call up after a minute. */
  queueWaitSeconds: 60,
  /** Milliseconds after which a subscription ends that nobody receives from: its agent is gone. */
  queueIdleMs: 2 * 60 * 60 * 1000,
  /** Characters of the name of a channel, and of the type of a message. */
  channelCharacters: 100,
  /** Characters of what is typed into a process: longer texts belong in a file. */
  inputCharacters: 10_000,
  /** Milliseconds in which a process answers what was typed. */
  echoMs: 500,
  /** Exchanges that are listed where nothing else is asked for: a page with what it loads. */
  exchanges: 30,
  /** The most: what the proxy keeps at most is more than anybody reads. */
  mostExchanges: 500,
  /** Bytes of an address in a list: what stands behind that is a query that the detail shows. */
  urlBytes: 200,
  /** Milliseconds after an exchange in which lines about it may still come: a server prints what it did after it did it. */
  afterExchangeMs: 50,
  /** Lines of a process that are shown with an exchange. */
  exchangeLines: 30,
  /** Messages of a web socket that are shown, the newest. */
  socketMessages: 50,
} as const;
