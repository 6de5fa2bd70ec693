/** What a subscriber has seen: whether all came, once, in order and whole. */

import type { Flow } from "./flow.ts";

export interface TallyReport {
  readonly events: number;
  /** Events whose number was not the next of their source, or that were not whole. */
  readonly wrong: number;
}

export class Tally {
  readonly #flow: Flow;
  readonly #subscriber: number;
  #events = 0;
  #wrong = 0;

  /** Tells the publisher by `flow` how far it is. */
  constructor(flow: Flow, subscriber: number) {
    this.#flow = flow;
    this.#subscriber = subscriber;
  }

  /** Notes the events of one source, which numbers them from 0. */
  source(): (number: number, isWhole: boolean) => void {
    let next = 0;
    return (number, isWhole) => {
      if (number !== next || !isWhole) this.#wrong++;
      next = number + 1;
      this.#flow.handled(this.#subscriber, ++this.#events);
    };
  }

  report(): TallyReport {
    return { events: this.#events, wrong: this.#wrong };
  }
}
