/** Payloads as bytes: JSON in UTF-8; `undefined` is no bytes at all. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";

/** One thread's encoder and decoder with its scratch memory. */
export class PayloadCodec {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  readonly #scratch = new Uint8Array(limits.eventBytes);

  /**
   * The payload's bytes, valid until the next call. Throws `bus.payload-too-large` over `limits.eventBytes`, and a
   * TypeError for what JSON cannot hold (a cycle, a bigint).
   */
  encode(topic: string, payload: unknown): Uint8Array {
    const text = JSON.stringify(payload);
    if (text === undefined) return this.#scratch.subarray(0, 0);
    const { read, written } = this.#encoder.encodeInto(text, this.#scratch);
    if (read < text.length) {
      throw new CoreError(
        "bus.payload-too-large",
        `an event "${topic}" has a payload of over ${limits.eventBytes} bytes: publish a short one, and let who needs ` +
          "the rest ask for it",
      );
    }
    return this.#scratch.subarray(0, written);
  }

  decode(bytes: Uint8Array): unknown {
    return bytes.length === 0 ? undefined : JSON.parse(this.#decoder.decode(bytes));
  }
}
