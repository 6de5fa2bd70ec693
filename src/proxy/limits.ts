/** Every limit of the proxy, with its reason. */

export const proxyLimits = {
  /** Clients' connections to one port at once: a browser opens six for each origin, a load generator a thousand. */
  connections: 4096,
  /** Idle connections to one server that are kept for the next request. */
  idle: 64,
  /** Milliseconds for which one is kept: Node's servers close theirs after 5 s. */
  idleMs: 4_000,
  /** Milliseconds to connect to a server: one on this machine answers within a few. */
  connectMs: 10_000,
  /** Milliseconds until an answer begins: slower ones are answered with 504. Longer than any honest request of a developer's. */
  answerMs: 300_000,
  /** Milliseconds for which a client may be silent between requests: longer than browsers keep connections. */
  clientIdleMs: 330_000,
  /** Milliseconds between two looks at what takes too long. */
  checkMs: 5_000,
  /** Bytes of a client that wait, for a connection to its server or as requests behind the one that goes on; then it is not read. */
  heldBytes: 64 * 1024,
  /** Bytes of each body that are kept, where the configuration does not say otherwise. */
  bodyBytes: 64 * 1024,
  /** Exchanges that are kept, the newest: as many as the predecessor kept. */
  exchanges: 1_000,
  /** Bytes that all of them may take. */
  captureBytes: 64 * 1024 * 1024,
  /** Bytes of a piece of memory that small bodies share: a long-lived exchange holds one back. */
  slabBytes: 64 * 1024,
  /** Such pieces that wait to be used again: as many as the exchanges of a default configuration need. */
  freeSlabs: 32,
  /** Bytes that an exchange takes beside its bodies: its heads above all. */
  exchangeBytes: 2 * 1024,
  /** Messages of one web socket that are kept, the newest. */
  frames: 200,
  /** Bytes that one of them takes, on average. */
  frameBytes: 512,
  /** Milliseconds in which changes are gathered before they are told: a frame of the screen. */
  toldMs: 33,
  /** The most, when many change: a load test needs its time for itself, and nobody reads a thousand rows in half a second. */
  mostToldMs: 500,
  /** Milliseconds that exchanges under way get to end when the program ends. */
  closeMs: 1_000,
  /** The same where only their port goes: long answers and sockets of pages that are open may stay a while. */
  farewellMs: 60_000,
  /** Servers that have a port: a large project has some dozen; a program that prints addresses must not take them all. */
  mappings: 200,
  /** Ports that are tried for a server. */
  portsTried: 1_000,
  /** Ports that are tried for the forward proxy: it must be where clients look for it, or near. */
  forwardPortsTried: 20,
  /** Bytes that a body may become when it is decoded to be shown: what is larger has been made to fill memory. */
  decodedBytes: 4 * 1024 * 1024,
  /** Milliseconds that a replay gets where nothing else is asked for: half a minute is long for an answer on this machine. */
  replayMs: 30_000,
  /** The most: a client gives its own call up sooner or later. */
  mostReplayMs: 300_000,
  /** Differences of two bodies that are shown: what differs in more places is better read whole. */
  differences: 40,
  /** Characters of a value on each side of a difference. */
  differenceCharacters: 200,
  /** Pairs of lines that are compared to find out which have moved: some 10 ms. */
  linePairs: 1_000_000,
  /** Bytes of a body in a command for a shell: more than an argument may have on Linux (128 KiB) is piped. */
  argumentBytes: 100_000,
} as const;
