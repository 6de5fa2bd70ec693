/** What a look for readiness is, whatever it asks. */

/** What one look showed. */
export interface Look {
  readonly ok: boolean;
  /** A clause: `http://localhost:3000/ answered 503`. */
  readonly seen: string;
  /** Where the process can be reached, for probes that know a URL. */
  readonly url: string | null;
}

/** One way to look. */
export interface Probe {
  /**
   * Looks once. When the signal is given it ends what it has begun; it settles when nothing of that is left: no timer, socket,
   * child or listener. An error that it rejects with counts as a look that failed.
   */
  look(signal: AbortSignal): Promise<Look>;
  /** Said at the end when it never succeeded; empty for nothing. */
  note?(): string;
}
