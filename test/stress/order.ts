/** What a subscription that may miss events can still promise: none twice, none out of order, none torn. */

import type { BusEvent } from "../../core/index.ts";
import { RAW_BYTES } from "./topics.ts";

/** Publishers that are remembered; of those that have gone the oldest are forgotten. */
const REMEMBERED = 64;

/** Keeps account of one topic's raw events. */
export class Order {
  readonly #numbers = new Map<number, number>();
  #sequence = -1;

  /** Whether an event is whole and comes after all others of its topic and publisher. */
  isRight(event: BusEvent): boolean {
    const publisher = event.readWord(0);
    const number = event.readWord(4);
    const isWhole = event.byteLength === RAW_BYTES && event.readWord(RAW_BYTES - 4) === ((publisher + number) | 0);
    const isNext = number > (this.#numbers.get(publisher) ?? -1) && event.sequence > this.#sequence;
    this.#numbers.set(publisher, number);
    this.#sequence = event.sequence;
    if (this.#numbers.size > REMEMBERED) this.#numbers.delete(this.#numbers.keys().next().value ?? 0);
    return isWhole && isNext;
  }
}
