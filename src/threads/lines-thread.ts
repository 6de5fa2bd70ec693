/** An ingest thread's lines thread, as that sees it: started when it is wanted, and as vital as its owner. */

import type { LinesThread } from "../process/thread.ts";
import type { LinesInit } from "./lines.ts";
import { startThread, type Thread } from "./thread.ts";

export interface LinesThreadParts extends Omit<LinesInit, "permits" | "lines" | "owner"> {
  /** Called with its `threadId` when it is gone. */
  readonly gone: (thread: number) => void;
  /** It did not start, or has died: what terminals show is lost from then on. */
  readonly failed: (error: Error) => void;
}

export class LinesThreadOwner {
  readonly #parts: LinesThreadParts;
  #starting: Promise<Thread> | undefined;

  constructor(parts: LinesThreadParts) {
    this.#parts = parts;
  }

  /** Once. */
  start(permits: Int32Array<SharedArrayBuffer>): LinesThread {
    const { gone, failed, ...own } = this.#parts;
    const commands = new MessageChannel();
    const lines = new MessageChannel();
    const init: LinesInit = { ...own, permits, lines: lines.port2, owner: commands.port2 };
    const starting = startThread({
      name: "lines",
      worker: new Worker(new URL("./lines.ts", import.meta.url), { type: "module" }),
      init,
      transfer: [init.lines, init.owner],
      port: commands.port1,
      gone,
    });
    this.#starting = starting;
    void starting.then((thread) => thread.died).then((why) => failed(new Error(why)), failed);
    return { port: lines.port1, ready: starting };
  }

  /** Ends it where it runs, when all that it was sent is done. */
  async end(): Promise<void> {
    const thread = await this.#starting?.catch(() => undefined);
    await thread?.end();
  }
}
