/** Something that tells of events, and does so only while somebody listens. */

export class Source<T> {
  readonly #start: (tell: (value: T) => void) => () => void;
  readonly #listeners = new Set<(value: T) => void>();
  #stop: (() => void) | undefined;

  /** `start` is called for the first listener; what it returns, for the last one that goes. */
  constructor(start: (tell: (value: T) => void) => () => void) {
    this.#start = start;
  }

  /** Calls back until the function that it returns is called. */
  listen(heard: (value: T) => void): () => void {
    const listener = (value: T) => heard(value);
    this.#listeners.add(listener);
    this.#stop ??= this.#start((value) => {
      for (const one of this.#listeners) one(value);
    });
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }
}
