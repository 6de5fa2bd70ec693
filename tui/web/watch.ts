/** Asks for all of the exchange that is looked at, and again when it has changed. Main thread. */

import type { LogReader } from "../../core/index.ts";
import type { Exchange, ExchangeRow, ProxyClient } from "../../src/proxy/index.ts";
import { contentKind } from "../layout.ts";
import { limits } from "../limits.ts";
import type { Model } from "../model.ts";
import { selectedId } from "../views/pages/index.ts";
import { type LineMeanwhile, lostExchange, type ShownExchange, shownExchange } from "./shown.ts";
import { exchangeOf } from "./web.ts";

export interface WatchParts {
  readonly proxy: ProxyClient;
  readonly reader: LogReader;
  tell(shown: ShownExchange): void;
}

interface Wanted {
  readonly row: ExchangeRow;
  /** Of its process. */
  readonly source: number | undefined;
}

export class ExchangeWatch {
  readonly #parts: WatchParts;
  #wanted: Wanted | undefined;
  /** The row for which was asked last. */
  #asked: ExchangeRow | undefined;
  #isAsking = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(parts: WatchParts) {
    this.#parts = parts;
  }

  /** With every frame: costs nothing where nothing has changed. */
  follow(model: Model): void {
    const id = model.view === "web" && contentKind(model) === "page-detail" ? selectedId(model, "web") : null;
    const row = id === null ? undefined : exchangeOf(model.web, Number(id));
    const source = model.entries.find(({ name }) => name === row?.process)?.process?.source;
    this.#wanted = row === undefined ? undefined : { row, source };
    // One that a person has gone to is shown at once; those that run by are not worth a request each.
    this.#ask(model.pages.web.selected === null ? limits.followMs : 0);
  }

  close(): void {
    this.#wanted = undefined;
    clearTimeout(this.#timer);
  }

  #ask(pauseMs: number): void {
    const wanted = this.#wanted;
    if (this.#isAsking || wanted === undefined || wanted.row === this.#asked) return;
    clearTimeout(this.#timer);
    // What goes on changes all the time.
    const isSame = wanted.row.id === this.#asked?.id && wanted.row.doneMs === null;
    const wait = this.#lastAt + (isSame ? limits.openMs : pauseMs) - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#ask(0), wait);
    else void this.#fetch(wanted);
  }

  async #fetch({ row, source }: Wanted): Promise<void> {
    this.#isAsking = true;
    this.#asked = row;
    this.#lastAt = performance.now();
    try {
      this.#parts.tell(await this.#shownOf(row, source));
    } catch {
      // Without an answer the row itself is all that is shown; a change of it is another chance.
    } finally {
      this.#isAsking = false;
    }
    this.#ask(0);
  }

  async #shownOf(row: ExchangeRow, source: number | undefined): Promise<ShownExchange> {
    const { proxy } = this.#parts;
    const [exchange, before] = await Promise.all([
      proxy.exchange(row.id),
      row.replayOf === undefined ? null : proxy.exchange(row.replayOf),
    ]);
    if (exchange === null) return lostExchange(row.id);
    return shownExchange(exchange, before, source === undefined ? [] : this.#linesMeanwhile(exchange, source));
  }

  #linesMeanwhile({ sequence, endSequence, startedAt, doneMs }: Exchange, source: number): LineMeanwhile[] {
    const { reader } = this.#parts;
    // What a process prints comes another way than its answer, and may come after it.
    const until = doneMs === null ? undefined : startedAt + doneMs + limits.lineDelayMs;
    const filter = { sources: new Set([source]), ...(until !== undefined && { until }) };
    const last = endSequence === null ? reader.latest() : endSequence + limits.linesAfter;
    const found = reader.select(filter, sequence, 1, limits.linesMeanwhile, last);
    return found.flatMap((one) => {
      const record = reader.at(one);
      return record === undefined ? [] : [{ time: record.time, text: record.text }];
    });
  }
}
