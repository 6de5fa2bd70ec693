/**
 * When to draw: at once after a pause, else not before the time of the next frame; never without a request. What a person has
 * just done shows sooner, and what comes by itself waits the longer for it.
 */

export class FrameScheduler {
  readonly #draw: () => void;
  readonly #interval: number;
  readonly #soon: number;
  /** When the frame that is waited for is drawn. */
  #due = 0;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: (() => void)[] = [];
  #closed = false;

  /** `interval`: least number of milliseconds between two frames; `soon`: and before one that answers a person. */
  constructor(draw: () => void, interval: number, soon: number) {
    this.#draw = draw;
    this.#interval = interval;
    this.#soon = soon;
  }

  /** Asks for a frame; resolves when one has been drawn that shows what is known now. `isAnswer`: somebody waits for it. */
  request(isAnswer = false): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return resolve();
      this.#waiting.push(resolve);
      const due = this.#last + (isAnswer ? this.#soon : this.#interval);
      if (this.#timer !== undefined && this.#due <= due) return;
      clearTimeout(this.#timer);
      this.#due = due;
      this.#timer = setTimeout(this.now, Math.max(0, due - performance.now()));
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
