/** What happened beside the lines, in the order in which it was heard of, each at its place in the log. Bounded; one thread's. */

import type { ErrorSighting } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { ProcessSnapshot } from "../process/index.ts";
import type { ExchangeRow } from "../proxy/index.ts";
import type { McpCall } from "./index.ts";
import { mcpLimits } from "./limits.ts";

export type Happening =
  /** A process's state is another than before. */
  | { readonly kind: "process"; readonly process: ProcessSnapshot }
  | { readonly kind: "error"; readonly error: ErrorSighting }
  /** A build, tests, an address, readiness. */
  | { readonly kind: "event"; readonly event: ToldEvent }
  | { readonly kind: "call"; readonly call: McpCall }
  /** An exchange of HTTP is over. */
  | { readonly kind: "exchange"; readonly exchange: ExchangeRow };

export interface JournalEntry {
  /** From 1; what is missing between two was not told. */
  readonly number: number;
  /** It happened before the line with this sequence, and after those that came earlier. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly what: Happening;
}

export class Journal {
  readonly #latestSequence: () => number;
  #entries: JournalEntry[] = [];
  /** Those of exchanges by themselves: a page that loads, or a load test, must not push all else out. */
  #exchanges: JournalEntry[] = [];
  #last = 0;
  #heard = Promise.withResolvers<void>();
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  /** `latestSequence`: that which the log's next line gets. */
  constructor(latestSequence: () => number) {
    this.#latestSequence = latestSequence;
  }

  add(what: Happening, time: number = Date.now()): void {
    const entry = { number: ++this.#last, sequence: this.#latestSequence(), time, what };
    if (what.kind === "exchange") this.#exchanges = kept(this.#exchanges, entry);
    else this.#entries = kept(this.#entries, entry);
    const heard = this.#heard;
    this.#heard = Promise.withResolvers();
    heard.resolve();
    for (const listener of this.#listeners) listener(entry);
  }

  /** So many have happened that nobody has told more of: they count as forgotten. */
  skip(count: number): void {
    this.#last += count;
  }

  /** Calls back at every entry, until the function that it returns is called. The callback must not throw. */
  listen(heard: (entry: JournalEntry) => void): () => void {
    const listener = (entry: JournalEntry) => heard(entry);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Number of the newest entry; 0: there was none. */
  get last(): number {
    return this.#last;
  }

  /** Those with a number above `number`, oldest first, and how many of them are no longer kept. */
  since(number: number): { readonly entries: readonly JournalEntry[]; readonly forgotten: number } {
    const entries = [this.#entries, this.#exchanges]
      .flatMap((all) => all.slice(-mcpLimits.happenings).filter((entry) => entry.number > number))
      .sort((a, b) => a.number - b.number);
    return { entries, forgotten: Math.max(0, this.#last - number - entries.length) };
  }

  /** Settles at the next entry, after so many milliseconds, or when `signal` says so; never rejects. */
  async next(milliseconds: number, signal: AbortSignal): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, Math.max(0, milliseconds));
    const end = () => over.resolve();
    signal.addEventListener("abort", end);
    if (!signal.aborted) await Promise.race([this.#heard.promise, over.promise]);
    // Who waits for five minutes comes by many times with the same signal.
    signal.removeEventListener("abort", end);
    clearTimeout(timer);
  }
}

/** With one more, and now and then without the oldest. */
function kept(entries: JournalEntry[], entry: JournalEntry): JournalEntry[] {
  entries.push(entry);
  return entries.length > 2 * mcpLimits.happenings ? entries.slice(-mcpLimits.happenings) : entries;
}
