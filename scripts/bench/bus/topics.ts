/** The events of the benchmarks: 64 bytes, or an object of about as many as JSON. */

import { rawTopic, topic } from "../../../core/index.ts";

export const PAYLOAD_BYTES = 64;

/** What an ordinary event holds. */
export interface Report {
  readonly number: number;
  readonly process: string;
  readonly state: string;
}

export const topics = {
  "raw.high": rawTopic("high"),
  "raw.medium": rawTopic("medium"),
  "raw.low": rawTopic("low"),
  "json.high": topic<Report>("high"),
  "json.medium": topic<Report>("medium"),
  "json.low": topic<Report>("low"),
} as const;

export const rawNames = ["raw.high", "raw.medium", "raw.low"] as const;
export const jsonNames = ["json.high", "json.medium", "json.low"] as const;

/** A message of 64 bytes that holds `number` at its beginning. */
export class Payload {
  readonly bytes: Uint8Array<ArrayBuffer> = new Uint8Array(PAYLOAD_BYTES).fill(0x61);
  readonly #words = new Int32Array(this.bytes.buffer);

  with(number: number): Uint8Array<ArrayBuffer> {
    this.#words[0] = number;
    return this.bytes;
  }
}

export function reportOf(number: number): Report {
  return { number, process: "web-server-1", state: "running" };
}
