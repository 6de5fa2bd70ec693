/** What a run leaves behind when it ended by itself: found a moment later, looked after until it is gone, ended when asked. */

import { delay } from "es-toolkit";
import type { RunTree } from "./tree/run-tree.ts";

/** Milliseconds after a run's end: what it started has found its place by then. */
const FIRST_LOOK_MS = 100;
/** Looks that find nothing before that is believed, where new processes may not be known for what they are yet. */
const EMPTY_LOOKS = 3;
/** Milliseconds between two looks at what it left behind. */
const LOOK_MS = 1000;
/** Milliseconds that what is left has to end when it is asked to, and again once it was ended by force. */
const END_MS = 1000;
/** Milliseconds between two looks at what is ending. */
const END_LOOK_MS = 10;

/** One per run that has ended by itself. */
export class Leftover {
  readonly #tree: RunTree;
  readonly #changed: () => void;
  /** What was seen before this is of the run itself. */
  readonly #since = performance.now();
  #pids: readonly number[] = [];
  /** Looks that have found nothing: {@link EMPTY_LOOKS} or more where that is sure. */
  #emptyLooks = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: Promise<void> | undefined;

  /** `changed`: something was found, or is gone. */
  constructor(tree: RunTree, changed: () => void) {
    this.#tree = tree;
    this.#changed = changed;
    this.#lookIn(FIRST_LOOK_MS);
  }

  /** Numbers of what lives, as of the last look. */
  get pids(): readonly number[] {
    return this.#pids;
  }

  /** The same, as of now. What was found empty a moment after the end stays empty: nobody is left who could start anything. */
  look(): readonly number[] {
    const isKnown = this.#emptyLooks >= EMPTY_LOOKS && this.#pids.length === 0;
    if (this.#end === undefined && !isKnown) this.#note();
    return this.#pids;
  }

  /**
   * Ends all of it; settles when it is gone, or a second after it has been sent SIGKILL. All who ask meanwhile wait for the same
   * end, and go on in the order in which they asked.
   */
  end(): Promise<void> {
    this.#end ??= this.#endAll();
    return this.#end;
  }

  async #endAll(): Promise<void> {
    clearTimeout(this.#timer);
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (this.#tree.members(performance.now()).length === 0) break;
      this.#tree.signal(signal);
      const until = performance.now() + END_MS;
      while (performance.now() < until && this.#tree.members().length > 0) await delay(END_LOOK_MS);
    }
    this.#note();
    clearTimeout(this.#timer);
  }

  #note(): void {
    const pids = this.#tree.members(this.#since).map(({ pid }) => pid);
    const isChanged = pids.join() !== this.#pids.join();
    this.#pids = pids;
    clearTimeout(this.#timer);
    if (pids.length > 0) this.#lookIn(LOOK_MS);
    if (isChanged) this.#changed();
  }

  /** All runs look at the same moments, so that one listing of the machine's processes serves them all. */
  #lookIn(milliseconds: number): void {
    const look = () => {
      this.#note();
      if (this.#pids.length > 0) return;
      this.#emptyLooks += this.#tree.isUnsure ? 1 : EMPTY_LOOKS;
      if (this.#emptyLooks < EMPTY_LOOKS) this.#lookIn(0);
    };
    this.#timer = setTimeout(look, milliseconds + FIRST_LOOK_MS - (performance.now() % FIRST_LOOK_MS));
    this.#timer.unref?.();
  }
}
