/** The events of the stress run, some as JSON and some as bytes, in all priorities. */

import { rawTopic, topic } from "../../core/index.ts";

/** Event `number` of a publisher; each priority is counted from 0. */
export interface Numbered {
  readonly publisher: number;
  readonly number: number;
}

export const topics = {
  "json.high": topic<Numbered>("high"),
  "json.medium": topic<Numbered>("medium"),
  "json.low": topic<Numbered>("low"),
  "raw.high": rawTopic("high"),
  "raw.medium": rawTopic("medium"),
  "raw.low": rawTopic("low"),
} as const;

export const jsonNames = ["json.high", "json.medium", "json.low"] as const;
export const rawNames = ["raw.high", "raw.medium", "raw.low"] as const;

/** Bytes of a raw event: the publisher's number, the event's, and their sum to know it whole. */
export const RAW_BYTES = 64;

export class RawEvent {
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(RAW_BYTES);
  readonly #words = new Int32Array(this.bytes.buffer);

  of(publisher: number, number: number): Uint8Array<ArrayBuffer> {
    this.#words[0] = publisher;
    this.#words[1] = number;
    this.#words[RAW_BYTES / 4 - 1] = (publisher + number) | 0;
    return this.bytes;
  }
}
