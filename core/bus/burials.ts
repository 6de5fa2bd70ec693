/** What one end of the bus does for threads that died. */

import type { Channel } from "./channel.ts";
import { SeatCounters } from "./counters.ts";
import type { BusLayout } from "./layout.ts";
import type { Seat, Seats } from "./seats.ts";
import type { Topic } from "./topic.ts";

/** What a burial needs of its bus. */
export interface BurialsParts {
  readonly layout: BusLayout;
  readonly topics: readonly Topic[];
  readonly channels: readonly Channel[];
  readonly seats: Seats;
}

export class Burials {
  readonly #parts: BurialsParts;
  /** Seats of the dead, taken over; they are freed once no publisher takes them for readers any more. */
  readonly #leaving = new Set<Seat>();

  constructor(parts: BurialsParts) {
    this.#parts = parts;
  }

  /**
   * Commits as nothing what thread `id` had begun to publish, and frees its seats; returns how many claims were abandoned.
   * Where another dead thread holds a lock, the next call, for whichever thread, does the rest.
   */
  threadDied(id: number): number {
    for (const seat of this.#parts.seats.all) if (seat.takeOver(id)) this.#leaving.add(seat);
    let abandoned = 0;
    let isDone = true;
    for (const channel of this.#parts.channels) {
      let hadLock = false;
      abandoned += channel.abandon(id, () => {
        hadLock = true;
        for (const seat of this.#leaving) channel.gate.setReading(seat, false);
      });
      isDone &&= hadLock;
    }
    if (isDone) this.#free();
    return abandoned;
  }

  #free(): void {
    const { layout, topics } = this.#parts;
    for (const seat of this.#leaving) {
      if (seat.markSubscriber(false)) layout.countSubscriber(-1);
      new SeatCounters(layout, topics, seat.index).mend();
      this.#leaving.delete(seat);
      seat.release();
    }
  }
}
