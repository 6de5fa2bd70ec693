/** What blessed takes for its output stream: it keeps the bytes until the frame is written as one. */

import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";

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
