/** Who may be chosen to go on, and how. */

import { type LogicalThread, state } from "./thread.ts";

/** What can be chosen: a thread (times 4) and what happens to it. */
export const choice = { run: 0, timeOut: 1, die: 2 } as const;
/** No choice. */
export const NOTHING = -1;

/** A time limit of so many milliseconds is over only when something is wrong, so it never is. */
const PATIENCE_MS = 1000;

export class Choices {
  readonly #threads: readonly LogicalThread[];
  readonly #mayTimeOut: boolean;

  /** `mayTimeOut`: time limits end waits. */
  constructor(threads: readonly LogicalThread[], mayTimeOut: boolean) {
    this.#threads = threads;
    this.#mayTimeOut = mayTimeOut;
  }

  /** Whether the thread can go on, at that virtual time, without a time limit's end. */
  isEnabled(thread: LogicalThread, time: number): boolean {
    if (thread.state === state.ready) return true;
    return thread.state === state.parked && (thread.due.length > 0 || thread.nextTime() <= time);
  }

  /** How many choices there are but for `running`. */
  countOthers(running: LogicalThread, time: number): number {
    let others = 0;
    for (const thread of this.#threads) {
      if (thread !== running && (this.isEnabled(thread, time) || this.#canTimeOut(thread, time))) others++;
    }
    return others;
  }

  /** Threads that can go on, but for `running`. */
  enabled(time: number, running?: LogicalThread): number[] {
    const choices: number[] = [];
    for (const thread of this.#threads) {
      if (thread !== running && this.isEnabled(thread, time)) choices.push(thread.index * 4 + choice.run);
    }
    return choices;
  }

  /** Threads that can go on because their time is over, those first whose time comes first. */
  timeouts(time: number): number[] {
    return this.#threads
      .filter((thread) => !this.isEnabled(thread, time) && this.#canTimeOut(thread, time))
      .sort((a, b) => a.nextTime() - b.nextTime())
      .map((thread) => thread.index * 4 + choice.timeOut);
  }

  #canTimeOut(thread: LogicalThread, time: number): boolean {
    return this.#mayTimeOut && thread.nextTime() - time < PATIENCE_MS;
  }
}
