/** Lines on their way to a client as progress: in batches, each bounded, and all of them together. */

import type { Exchange } from "./exchange.ts";
import { byteLength } from "./format.ts";
import { mcpLimits } from "./limits.ts";

/**
 * For one call. What a client has not read stays in memory, and nobody says how much that is: beyond `mcpLimits.streamBytes` it
 * hears numbers only.
 */
export class LineTeller {
  readonly #exchange: Pick<Exchange, "wantsProgress" | "progress">;
  #bytes = 0;
  #silent = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(exchange: Pick<Exchange, "wantsProgress" | "progress">) {
    this.#exchange = exchange;
  }

  /** `total`: lines so far; `count` of them are new, of which `lines` are the newest. */
  async tell(total: number, count: number, lines: readonly string[]): Promise<void> {
    if (!this.#exchange.wantsProgress || count + this.#silent === 0) return;
    const isFull = this.#bytes >= mcpLimits.streamBytes;
    if (isFull && performance.now() - this.#lastAt < 1000) {
      this.#silent += count;
      return;
    }
    const shown = isFull ? [] : newestWithin(lines, mcpLimits.messageBytes);
    const left = count + this.#silent - shown.length;
    this.#silent = 0;
    this.#lastAt = performance.now();
    const message = [...(left > 0 ? [`(${left} more lines)`] : []), ...shown].join("\n");
    this.#bytes += byteLength(message);
    // A stream that breaks may be taken up again; the answer comes in any case.
    await this.#exchange.progress(total, undefined, message).catch(() => {});
  }
}

function newestWithin(lines: readonly string[], bytes: number): string[] {
  const shown: string[] = [];
  let left = bytes;
  for (const line of lines.toReversed()) {
    left -= byteLength(line) + 1;
    if (left < 0) break;
    shown.push(line);
  }
  return shown.reverse();
}
