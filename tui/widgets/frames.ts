/** When to draw: at once after a pause, else not before the time of the next frame; never without a request. */

export class FrameScheduler {
  readonly #draw: () => void;
  readonly #interval: number;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: (() => void)[] = [];
  #closed = false;

  /** @param interval Least number of milliseconds between two frames. */
  constructor(draw: () => void, interval: number) {
    this.#draw = draw;
    this.#interval = interval;
  }

  /** Asks for a frame; resolves when one has been drawn that shows what is known now. */
  request(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve();
      this.#waiting.push(resolve);
      if (this.#timer !== undefined) return;
      const wait = this.#last + this.#interval - performance.now();
      this.#timer = setTimeout(this.now, Math.max(0, wait));
    });
  }

  /** Draws now. */
  readonly now = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#closed) return;
    this.#last = performance.now();
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#draw();
    for (const resolve of waiting) resolve();
  };

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const resolve of this.#waiting) resolve();
  }
}
