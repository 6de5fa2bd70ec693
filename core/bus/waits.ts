/** Waits for an event: what `EventBus.waitFor` gives out. */

import { Deadline } from "../sync/index.ts";
import type { BusEvent } from "./event.ts";
import type { Subscription } from "./subscription.ts";

export class Waits {
  /** Ends those that are under way. */
  readonly #ends = new Set<() => void>();

  /** Settles with the first event that `accept` says true to; undefined: after `timeoutMs`, or by {@link end}. */
  begin<E extends BusEvent>(
    subscribe: (handler: (event: E) => void) => Subscription,
    accept: (event: E) => boolean,
    timeoutMs: number,
  ): Promise<E | undefined> {
    return new Promise((resolve) => {
      const end = (event?: E) => {
        cancelTimer();
        this.#ends.delete(end);
        subscription.close();
        resolve(event);
      };
      const subscription = subscribe((event) => {
        if (accept(event)) end(event);
      });
      const cancelTimer = Deadline.of(timeoutMs).onOver(end);
      this.#ends.add(end);
    });
  }

  end(): void {
    for (const end of this.#ends) end();
  }
}
