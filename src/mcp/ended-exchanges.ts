/** Brings exchanges of HTTP into the journal when they are over, each once. One thread's. */

import type { ExchangeRow } from "../proxy/index.ts";
import type { Journal } from "./journal.ts";
import { mcpLimits } from "./limits.ts";

export class EndedExchanges {
  readonly #journal: Journal;
  /** Numbers of those that are in it, the newest. */
  readonly #known = new Set<number>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** What the proxy tells: rows that have changed; `passed`: others that were over and forgotten before they could be told. */
  heard({ rows, passed }: { readonly rows: readonly ExchangeRow[]; readonly passed: number }): void {
    if (passed > 0) this.#journal.skip(passed);
    this.#add(rows);
  }

  /** All that the proxy has, as something of it was missed. */
  caughtUp(rows: readonly ExchangeRow[]): void {
    this.#add(rows.slice(-mcpLimits.happenings));
  }

  #add(rows: readonly ExchangeRow[]): void {
    for (const exchange of rows) {
      if (exchange.endSequence === null || this.#known.has(exchange.id)) continue;
      this.#known.add(exchange.id);
      this.#journal.add({ kind: "exchange", exchange });
    }
    let more = this.#known.size - 2 * mcpLimits.happenings;
    for (const id of this.#known) {
      if (more-- <= 0) break;
      this.#known.delete(id);
    }
  }
}
