/** Lets changes through at most once in a while for each resource, and never loses the last one. */

import { mcpLimits } from "../limits.ts";

interface Pause {
  readonly timer: ReturnType<typeof setTimeout>;
  /** It has changed again since it was told. */
  isDue: boolean;
}

export class ChangeGate {
  readonly #tell: (key: string) => void;
  readonly #pauses = new Map<string, Pause>();

  /** `tell` is called at once for the first change, then at the end of each `mcpLimits.changeMs` in which there was one. */
  constructor(tell: (key: string) => void) {
    this.#tell = tell;
  }

  changed(key: string): void {
    const pause = this.#pauses.get(key);
    if (pause === undefined) this.#pass(key);
    else pause.isDue = true;
  }

  /** Nobody wants to hear of it any more. */
  forget(key: string): void {
    clearTimeout(this.#pauses.get(key)?.timer);
    this.#pauses.delete(key);
  }

  #pass(key: string): void {
    const timer = setTimeout(() => {
      const isDue = this.#pauses.get(key)?.isDue;
      this.#pauses.delete(key);
      if (isDue === true) this.#pass(key);
    }, mcpLimits.changeMs);
    this.#pauses.set(key, { timer, isDue: false });
    this.#tell(key);
  }
}
