/** Headless mode: every record of the ring as a line on stdout, in order, with what was lost said. */

import { setImmediate as turn } from "node:timers/promises";
import { delay } from "es-toolkit";
import type { EventBus, LogReader } from "../../core/index.ts";
import type { ProcessClient } from "../process/index.ts";
import type { Topics } from "../topics.ts";
import type { LineForm } from "./output.ts";

/** Records that are formatted and written at once. */
const RECORDS_AT_ONCE = 512;
/** Milliseconds after its time limit that a last write gets. */
const STUCK_MS = 200;

/** Where lines go. */
export interface LineSink {
  /** Settles when more may be written: a slow reader slows the printing down and nothing else. */
  write(text: string): Promise<void>;
}

/** What the printer reads and where it writes. */
export interface HeadlessOptions {
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  readonly sink: LineSink;
  readonly format: LineForm;
  /** Whether lines of this process are wanted; Brummer's own that are about no process always are. */
  readonly accepts: (name: string) => boolean;
  /** Names that will print, for the width of the name column. */
  readonly names: readonly string[];
}

/** Prints from the ring's start until {@link finish}. Main thread. */
export class HeadlessPrinter {
  readonly #options: HeadlessOptions;
  readonly #format: LineForm;
  readonly #names = new Map<number, string>();
  readonly #follower;
  /** When printing is to end, once the program is ending. */
  #end: number | undefined;
  #wake: () => void = () => {};
  readonly #printed: Promise<void>;

  constructor(options: HeadlessOptions) {
    this.#options = options;
    this.#format = options.format;
    for (const name of options.names) this.#expect(name);
    options.bus.subscribe("process.changed", (event) => this.#learn(event.payload.source, event.payload.name));
    this.#follower = options.reader.follow(options.reader.oldest());
    this.#printed = this.#print().then(async () => {
      const end = this.#format.end();
      if (end !== "") await this.#options.sink.write(end);
    });
  }

  /**
   * Settles when everything that is in the ring has been written, or `limitMs` later: then it has said how many lines are
   * left out, if anybody reads.
   */
  async finish(limitMs: number): Promise<void> {
    this.#end = performance.now() + limitMs;
    this.#wake();
    // A pipe that nobody reads takes nothing, not even that.
    await (Number.isFinite(limitMs) ? Promise.race([this.#printed, delay(limitMs + STUCK_MS)]) : this.#printed);
  }

  #learn(source: number, name: string): void {
    this.#names.set(source, name);
    this.#expect(name);
  }

  #expect(name: string): void {
    if (this.#options.accepts(name)) this.#format.expect(name);
  }

  async #print(): Promise<void> {
    for (;;) {
      const { records, dropped } = this.#follower.next(RECORDS_AT_ONCE);
      if (dropped > 0) await this.#options.sink.write(this.#format.dropped(dropped));
      let text = "";
      for (const record of records) {
        if (record.source !== 0 && !this.#names.has(record.source)) await this.#ask();
        const name = this.#names.get(record.source) ?? "?";
        if (record.source === 0 || this.#options.accepts(name)) text += this.#format.record(record, name);
      }
      if (text !== "") await this.#options.sink.write(text);
      if (this.#end !== undefined && performance.now() > this.#end) return this.#leaveOut();
      if (records.length > 0 || dropped > 0) {
        // Without a turn of the event loop a flood would keep signals and other threads waiting for ever.
        await turn();
        continue;
      }
      if (this.#end !== undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await Promise.race([this.#follower.waitAsync(), promise]);
    }
  }

  async #leaveOut(): Promise<void> {
    const count = this.#options.reader.latest() - this.#follower.cursor;
    if (count > 0) await this.#options.sink.write(this.#format.leftOut(count));
  }

  /** A line can be quicker than the event that names its process. */
  async #ask(): Promise<void> {
    for (const { source, name } of await this.#options.processes.list().catch(() => [])) this.#learn(source, name);
  }
}
