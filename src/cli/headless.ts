/** Headless mode: every record of the ring as a line on stdout, in order, with what was lost said. */

import type { EventBus, LogReader } from "../../core/index.ts";
import type { ProcessClient } from "../process/index.ts";
import type { Topics } from "../topics.ts";
import { LineFormat } from "./output.ts";

/** Records that are formatted and written at once. */
const RECORDS_AT_ONCE = 512;

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
  readonly colour: boolean;
  /** False where only ASCII can be shown. */
  readonly unicode: boolean;
  /** Names that will print, for the width of the name column. */
  readonly names: readonly string[];
}

/** Prints from the ring's start until {@link finish}. Main thread. */
export class HeadlessPrinter {
  readonly #options: HeadlessOptions;
  readonly #format: LineFormat;
  readonly #names = new Map<number, string>();
  readonly #follower;
  #finishing = false;
  readonly #printed: Promise<void>;

  constructor(options: HeadlessOptions) {
    this.#options = options;
    this.#format = new LineFormat(options);
    for (const name of options.names) this.#format.expect(name);
    options.bus.subscribe("process.changed", (event) => this.#learn(event.payload.source, event.payload.name));
    this.#follower = options.reader.follow(options.reader.oldest());
    this.#printed = this.#print();
  }

  /** Settles when everything that is in the ring by now has been written. */
  async finish(): Promise<void> {
    this.#finishing = true;
    this.#wake();
    await this.#printed;
  }

  #wake: () => void = () => {};

  #learn(source: number, name: string): void {
    this.#names.set(source, name);
    this.#format.expect(name);
  }

  async #print(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    for (;;) {
      const { records, dropped } = this.#follower.next(RECORDS_AT_ONCE);
      if (dropped > 0) await this.#options.sink.write(this.#format.dropped(dropped));
      let text = "";
      for (const record of records) {
        if (record.source !== 0 && !this.#names.has(record.source)) await this.#ask();
        text += this.#format.record(record, this.#names.get(record.source) ?? "?");
      }
      if (text !== "") await this.#options.sink.write(text);
      if (records.length > 0 || dropped > 0) continue;
      if (this.#finishing) return;
      await Promise.race([this.#follower.waitAsync(), woken]);
    }
  }

  /** A line can be quicker than the event that names its process. */
  async #ask(): Promise<void> {
    for (const { source, name } of await this.#options.processes.list().catch(() => [])) this.#learn(source, name);
  }
}
