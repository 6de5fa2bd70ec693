/** What holds where a process's configuration does not say it, each with its reason; times in milliseconds. */

export const defaults = {
  /** From the stop signal to SIGKILL. Servers that close their connections first are done well before. */
  stopTimeoutMs: 5000,
  ready: {
    /** Not before the first look: one that fails costs next to nothing. */
    delayMs: 0,
    /** Short enough that nobody waits for it, long enough that a program as the check costs little. */
    intervalMs: 500,
    /** Development servers compile on the first request. */
    timeoutMs: 5000,
    /** A cold start of a container or of a large bundle; what takes longer has mostly failed. */
    withinMs: 60_000,
    /** A development server that has answered once does not go away again. */
    successes: 1,
  },
  restart: {
    /** At once would be a loop that keeps a core busy when the program fails on its first line. */
    delayMs: 1000,
    /** Doubled up to here: whoever mended the mistake does not wait long. */
    maxDelayMs: 30_000,
    /** None: with a pause of 30 s a process that fails for ever costs nothing, and heals once its cause is gone. */
    limit: 0,
  },
  watch: {
    /** Editors and formatters write a file more than once; longer would be felt. */
    debounceMs: 200,
  },
  /** The machine itself, by its name: servers listen on IPv4 or IPv6, and the name stands for both. */
  host: "localhost",
} as const;
