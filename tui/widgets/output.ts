/** What blessed takes for its output stream: it keeps the bytes until the frame is written as one. */

import { writeSync } from "node:fs";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { limits } from "../limits.ts";

export class FrameOutput extends Writable {
  readonly #stream: WriteStream;
  readonly isTTY = true;
  #pending = "";

  constructor(stream: WriteStream) {
    super({ decodeStrings: false });
    this.#stream = stream;
    stream.on("resize", this.#resized);
  }

  get columns(): number {
    return Math.max(1, this.#stream.columns || 80);
  }

  get rows(): number {
    return Math.max(1, this.#stream.rows || 24);
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.#pending += String(chunk);
    done();
  }

  /** The bytes since the last call. */
  take(): string {
    const bytes = this.#pending;
    this.#pending = "";
    return bytes;
  }

  close(): void {
    this.#stream.off("resize", this.#resized);
  }

  readonly #resized = (): void => {
    this.emit("resize");
  };
}

/** Writes at once, past the event loop: the process may end right after. Gives up on a terminal that takes nothing. */
export function writeNow(text: string): void {
  const bytes = Buffer.from(text);
  const giveUp = performance.now() + limits.closeMs;
  let at = 0;
  while (at < bytes.length && performance.now() < giveUp) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
