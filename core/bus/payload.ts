/** Payloads as bytes: JSON in UTF-8, where `undefined` is no bytes at all; or bytes as they are. */

import { CoreError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Topic } from "./topic.ts";

const decoder = new TextDecoder();

export function decodeJson(bytes: Uint8Array): unknown {
  return bytes.length === 0 ? undefined : JSON.parse(decoder.decode(bytes));
}

/** One end's encoder with its scratch memory. */
export class PayloadEncoder {
  readonly #encoder = new TextEncoder();
  readonly #scratch = new Uint8Array(limits.eventBytes);

  /**
   * The payload's bytes, valid until the next call; of a raw topic the payload itself. Throws `bus.payload-too-large` over
   * `limits.eventBytes`, and a TypeError for what JSON cannot hold (a cycle, a bigint), or for no bytes in a raw topic.
   */
  encode(topic: Topic, payload: unknown): Uint8Array {
    return topic.isRaw ? checkRaw(topic, payload) : this.#encodeJson(topic, payload);
  }

  #encodeJson(topic: Topic, payload: unknown): Uint8Array {
    const text = JSON.stringify(payload);
    if (text === undefined) return this.#scratch.subarray(0, 0);
    const { read, written } = this.#encoder.encodeInto(text, this.#scratch);
    if (read < text.length) throw payloadTooLarge(topic.name, limits.eventBytes);
    return this.#scratch.subarray(0, written);
  }
}

function checkRaw(topic: Topic, payload: unknown): Uint8Array {
  if (!(payload instanceof Uint8Array))
    throw new TypeError(`topic "${topic.name}" is raw: its payload is a Uint8Array`);
  if (payload.length > limits.eventBytes) throw payloadTooLarge(topic.name, limits.eventBytes);
  return payload;
}

/** `most`: what the bus, or its ring for this priority, takes. */
export function payloadTooLarge(topic: string, most: number): CoreError {
  return new CoreError(
    "bus.payload-too-large",
    `an event "${topic}" has a payload of over ${most} bytes: publish a short one, and let who needs the rest ask for it`,
  );
}
