/** Brings exchanges that are over from the proxy's thread to the history's: in batches, one at a time, and never faster than is good for the proxy. */

import { delay } from "es-toolkit";
import { type Exchange, type WrittenExchange, writtenExchange } from "../proxy/index.ts";

/** Exchanges of one batch: packed in less than half a millisecond, for which requests have to wait. */
const BATCH = 20;
/** Milliseconds between two batches. More than 800 exchanges a second for long are a load test, of which the history has a part. */
const BATCH_MS = 25;
/** The same for the first ones after a quiet time: a page of a development server loads its modules one by one, thousands of them. */
const QUICK_MS = 5;
const QUICK = 3_000;
/** Milliseconds before the first batch: what ends at the same time goes together. */
const GATHER_MS = 50;
/** Bytes of bodies in one batch, roughly. */
const BATCH_BYTES = 256 * 1024;
/** Exchanges that wait; they are kept by the capture meanwhile, which has no more than 1,000 by default. */
const WAITING = 1_000;
/** Milliseconds that what waits gets at the end. */
const CLOSE_MS = 1_000;

export interface CourierParts {
  find(id: number): Exchange | undefined;
  /** Resolves when the other side has taken them; rejects when it is gone. */
  send(exchanges: readonly WrittenExchange[]): Promise<unknown>;
  /** So many had to be left out, as they came too fast. Told when it is quiet again. */
  missed(count: number): void;
}

export class ExchangeCourier {
  readonly #parts: CourierParts;
  #waiting: number[] = [];
  #missed = 0;
  /** The newest that was over when somebody cleared the record: up to it none is missed that is no longer there. */
  #cleared = 0;
  #last = 0;
  /** Exchanges that may still go quickly, as of a time; it grows as fast as they may go at all. */
  #quick = QUICK;
  #quickAt = performance.now();
  #sending: Promise<void> | undefined;
  #isClosing = false;
  #isOver = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** The exchange with this number is over. */
  ended(id: number): void {
    if (this.#isOver) return;
    this.#last = Math.max(this.#last, id);
    if (this.#waiting.length >= WAITING) this.#missed++;
    else this.#waiting.push(id);
    this.#sending ??= this.#send();
  }

  /** Somebody wants the exchanges that are over forgotten. */
  cleared(): void {
    this.#cleared = this.#last;
  }

  /** Brings what waits, as far as there is time. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.race([this.#sending, delay(CLOSE_MS)]);
    this.#isOver = true;
  }

  async #send(): Promise<void> {
    if (!this.#isClosing) await delay(GATHER_MS);
    while (this.#waiting.length > 0 && !this.#isOver) {
      try {
        const batch = this.#batch();
        if (batch.length > 0) await this.#parts.send(batch);
      } catch {
        // The history is gone, which is told elsewhere.
        this.#isOver = true;
        return;
      }
      if (!this.#isClosing) await delay(this.#pause());
    }
    this.#sending = undefined;
    const missed = this.#missed;
    this.#missed = 0;
    if (missed > 0) this.#parts.missed(missed);
  }

  #pause(): number {
    const now = performance.now();
    this.#quick = Math.min(QUICK, this.#quick + ((now - this.#quickAt) * BATCH) / BATCH_MS);
    this.#quickAt = now;
    return this.#quick > 0 ? QUICK_MS : BATCH_MS;
  }

  #batch(): WrittenExchange[] {
    const batch: WrittenExchange[] = [];
    let bytes = 0;
    while (batch.length < BATCH && bytes < BATCH_BYTES) {
      const id = this.#waiting.shift();
      if (id === undefined) break;
      const exchange = this.#parts.find(id);
      if (exchange === undefined) {
        if (id > this.#cleared) this.#missed++;
        continue;
      }
      bytes += exchange.requestBody.bytes.length + exchange.responseBody.bytes.length;
      batch.push(writtenExchange(exchange));
    }
    this.#quick -= batch.length;
    return batch;
  }
}
