/** Exchanges as they end, each a line: text or NDJSON. */

import { delay } from "es-toolkit";
import type { ExchangeRow } from "../proxy/index.ts";
import { exchangeJson, exchangeLine } from "./exchange-text.ts";
import type { LineSink } from "./headless.ts";

/** Lines that wait for a slow reader; more are counted. Some 2 MB. */
const MAX_WAITING = 20_000;
/** Lines that are written at once. */
const AT_ONCE = 500;

export interface PrinterParts {
  readonly sink: LineSink;
  readonly output: "plain" | "json";
  /** Whose addresses are shown as paths. */
  readonly origin: string | undefined;
  readonly colour: boolean;
  readonly unicode: boolean;
}

export class ExchangePrinter {
  readonly #parts: PrinterParts;
  #waiting: string[] = [];
  #lost = 0;
  #writing: Promise<void> | undefined;

  constructor(parts: PrinterParts) {
    this.#parts = parts;
  }

  print(row: ExchangeRow): void {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost++;
      return;
    }
    const { output } = this.#parts;
    this.#waiting.push(`${output === "json" ? JSON.stringify(exchangeJson(row)) : exchangeLine(row, this.#parts)}\n`);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Exchanges that had no room to wait. */
  get lost(): number {
    return this.#lost;
  }

  /** Settles when all is written, or after so long. */
  async finish(milliseconds: number): Promise<void> {
    await Promise.race([this.#writing, delay(milliseconds)]);
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) await this.#parts.sink.write(this.#waiting.splice(0, AT_ONCE).join(""));
  }
}
