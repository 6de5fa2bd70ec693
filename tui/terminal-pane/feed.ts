/** Brings what a process sends its terminal to the emulator: asks for it while somebody looks, and no faster than it is drawn. */

import { delay } from "es-toolkit";
import type { TerminalOutput } from "../../src/process/index.ts";
import { limits } from "./limits.ts";

export interface FeedTools {
  /** See `ProcessClient.terminal`. */
  read(since: number | null): Promise<TerminalOutput>;
  /** Resolves when the emulator has read it. `isOld`: what a program asks in it is not to be answered. */
  write(data: Uint8Array | string, isOld: boolean): Promise<void>;
  /** Resolves when what has been written is on the screen. */
  drawn(): Promise<void>;
  /** A part was missed, some time ago. */
  missed(): void;
}

export class Feed {
  readonly #tools: FeedTools;
  /** Whether what the process sent before anybody looked may still be answered. */
  readonly #isYoung: boolean;
  /** Offset of the next byte; null: nothing has been asked for yet. */
  #at: number | null = null;
  /** From this offset on it was sent while somebody looked; null: that is not known yet. */
  #liveFrom: number | null = null;
  /** A part was missed, and the program has not been made to draw everything anew since. */
  #hasMissed = false;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #isWanted = false;
  #isRunning = false;

  constructor(tools: FeedTools, isYoung: boolean) {
    this.#tools = tools;
    this.#isYoung = isYoung;
  }

  /** Somebody looks. */
  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#liveFrom = null;
    if (this.#hasMissed) this.#settle();
    if (!this.#isRunning) void this.#run();
  }

  /** Nobody looks any more: what has been asked for still comes. */
  stop(): void {
    this.#isWanted = false;
    clearTimeout(this.#settling);
  }

  /** While a flood goes on, more will be missed: once it is over, that is told. */
  #settle(): void {
    this.#hasMissed = true;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#hasMissed = false;
      this.#tools.missed();
    }, limits.settledMs);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isWanted) {
      // One that has ended is not looked at any more, as soon as that is known.
      const output = await this.#tools.read(this.#at).catch(() => null);
      if (output === null) await delay(limits.retryMs);
      else await this.#take(output);
    }
    this.#isRunning = false;
  }

  async #take(output: TerminalOutput): Promise<void> {
    const { bytes, from, to, end, modes } = output;
    this.#liveFrom ??= this.#at === null && this.#isYoung && from === 0 ? 0 : end;
    this.#at = to;
    if (modes !== "") {
      this.#settle();
      await this.#tools.write(modes, true);
    }
    const old = Math.max(0, Math.min(this.#liveFrom - from, bytes.length));
    await this.#tools.write(bytes.subarray(0, old), true);
    await this.#tools.write(bytes.subarray(old), false);
    if (bytes.length > 0) await this.#tools.drawn();
  }
}
