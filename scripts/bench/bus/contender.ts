/** A way to bring events to handlers, to be measured in rounds. */

import type { TallyReport } from "./tally.ts";

export interface Contender {
  /** Millions of events a second, from the first one published to the last one handled. */
  round(): Promise<number>;
  end(): Promise<void>;
}

/** Each event handled once, in order and whole. */
export function check({ events, wrong }: TallyReport, expected: number): void {
  if (events === expected && wrong === 0) return;
  throw new Error(`${expected} events were published, ${events} handled, ${wrong} of them not in order or not whole`);
}
