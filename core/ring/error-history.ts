/** An error ring as one thread reads it. */

import type { Claims } from "../claims/index.ts";
import { door, type FindBytes } from "../memory/index.ts";
import { floatAt } from "./elements.ts";
import { History, type Records } from "./history.ts";
import type { RingLayout } from "./layout.ts";

const ORIGIN_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** As {@link History}; its records say where they stand in the main ring. */
export class ErrorHistory extends History {
  readonly #layout: RingLayout;
  readonly #origin = new Float64Array(1);
  readonly #bytes = new Uint8Array(this.#origin.buffer);

  constructor(layout: RingLayout, find?: FindBytes, claims?: Claims) {
    super(layout, find, claims);
    this.#layout = layout;
  }

  override read(from: number, to: number, limit: number): Records & { next: number } {
    const part = super.read(from, to, limit);
    for (const record of part.records) record.origin = this.#originOf(record.sequence);
    // Whatever was claimed before the raced reads above is seen below: the fence holds them back.
    door.fence();
    const oldest = this.claims.claimed().sequence - this.#layout.slotCount;
    const records = part.records.filter((record) => record.sequence >= oldest);
    return { records, dropped: part.dropped + part.records.length - records.length, next: part.next };
  }

  #originOf(sequence: number): number {
    const index = sequence & (this.#layout.slotCount - 1);
    // Raced with later claims; read() keeps only what none of them had reached afterwards.
    door.copyOutRaced(this.#bytes, this.#layout.originBytes, index * ORIGIN_BYTES);
    return floatAt(this.#origin, 0);
  }
}
