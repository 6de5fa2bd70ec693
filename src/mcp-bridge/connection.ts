/** The Brummer that is asked at the moment: found or started when it is needed, and again when it has ended. */

import { type Endpoint, isSame } from "./endpoint.ts";

/** Finds a Brummer, or starts one. Rejects with a sentence. */
export type Connect = () => Promise<Endpoint>;

/** One at a time, whoever asks for it. */
export class Connection {
  readonly #connect: Connect;
  #current: Promise<Endpoint> | undefined;
  #waiting: (() => void)[] = [];
  #hasBeen = false;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** Whether there has been one: then a failure may pass. */
  get hasBeen(): boolean {
    return this.#hasBeen;
  }

  /** The one that is there, else a new one. After a failure the next call tries again. */
  get(): Promise<Endpoint> {
    this.#current ??= this.#connect().then(
      (endpoint) => {
        this.#hasBeen = true;
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const go of waiting) go();
        return endpoint;
      },
      (error: unknown) => {
        this.#current = undefined;
        throw error;
      },
    );
    return this.#current;
  }

  /** It does not answer any more: the next {@link get} looks for another. */
  async lost(endpoint: Endpoint): Promise<void> {
    const current = this.#current;
    const there = await current?.catch(() => undefined);
    if (there !== undefined && isSame(there, endpoint) && this.#current === current) this.#current = undefined;
  }

  /** Settles when somebody has got a connection after this call. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
