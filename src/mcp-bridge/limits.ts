/** Every limit of the bridge, with its reason. Times in milliseconds. */

export const bridgeLimits = {
  /** Bytes of a message to the server: it takes no larger body. */
  messageBytes: 1024 * 1024,
  /** Bytes of a line that are kept at all: of one that is too large for the server the id is still found, to answer it. */
  lineBytes: 16 * 1024 * 1024,
  /** Bytes of one event of a stream: answers are far smaller, and something must end a stream without line breaks. */
  eventBytes: 64 * 1024 * 1024,
  /** Requests under way at once: below what the runtime opens connections for (256), so that a cancellation gets through. */
  requests: 200,
  /** A notification is taken by the server in a moment; one that is not must not hold up those behind it. */
  notificationMs: 5_000,
  /** To open a session anew where the client does not notice. */
  replayMs: 10_000,
  /** Times that a request is sent anew because it certainly was not taken: nobody listened, or not the one that was meant. */
  attempts: 4,
  /** Between two of them: a Brummer that ends takes so long to be gone. */
  againMs: 150,
  /** Before the stream of a session is opened anew, where the server says nothing about it. */
  streamRetryMs: 1_000,
  /** The longest that a server can have it wait. */
  streamRetryMostMs: 30_000,
  /** What is under way may take so long still once the client has closed its end: for `printf … | brum mcp`. */
  lastAnswersMs: 500,
  /** To tell the server of a session's end. */
  goodbyeMs: 500,
  /** Subscriptions of a session that are made anew in the next Brummer. */
  subscriptions: 256,
} as const;
