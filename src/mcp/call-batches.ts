/** Calls on their way to other threads: gathered, as telling each alone costs as much as half a call. */

import type { McpCall } from "./index.ts";
import { mcpLimits } from "./limits.ts";

/** One per server. */
export class CallBatches {
  readonly #publish: (calls: readonly McpCall[]) => void;
  #waiting: McpCall[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(publish: (calls: readonly McpCall[]) => void) {
    this.#publish = publish;
  }

  /** Told within `mcpLimits.callsMs`, in order. */
  add(call: McpCall): void {
    this.#waiting.push(call);
    if (this.#waiting.length >= mcpLimits.callsAtOnce) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), mcpLimits.callsMs);
  }

  /** Tells what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const calls = this.#waiting;
    this.#waiting = [];
    if (calls.length > 0) this.#publish(calls);
  }
}
