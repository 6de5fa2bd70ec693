/** The limits of the control socket, each with its reason. Times in milliseconds. */

export const controlLimits = {
  /** The version of the protocol: a program of another one is refused with a sentence. */
  protocol: 1,
  /** Bytes of a request: a launch has 16,000 characters at most, a few names little. */
  requestBytes: 256 * 1024,
  /** Bytes of a message to a client: 500 processes with their commands, or a batch of lines. */
  answerBytes: 16 * 1024 * 1024,
  /** Characters of lines in one message of a stream, after which it is sent: a slow reader has little in its pipe. */
  batchCharacters: 128 * 1024,
  /** Records that are looked at in one go, before others have their turn. */
  batchRecords: 4096,
  /** Lines in one message of a stream. */
  batchLines: 512,
  /** Clients at once: each is a command that somebody runs, most for a moment. */
  clients: 64,
  /** Requests that one client may have open. */
  openRequests: 16,
  /** A connection over which nothing is asked is closed after this. */
  idleMs: 10_000,
  /** While a request goes on, the client hears from the server this often. */
  beatMs: 3_000,
  /** The client gives up when it has heard nothing for so long: the net thread gives its event loop a turn every few ms. */
  silenceMs: 12_000,
  /** To connect: the socket is on this machine. */
  connectMs: 2_000,
  /** The instance file is written anew this often, for programs that take one with an old `last_ping` for stale. */
  pingMs: 30_000,
  /** Files of a folder that are looked at, and bytes of each that are read. */
  files: 1000,
  fileBytes: 64 * 1024,
} as const;
