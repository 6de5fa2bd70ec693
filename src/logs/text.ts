/** Bytes as strings. */

import { Buffer } from "node:buffer";

/** As characters of the same number: the quickest way from bytes to something that a regular expression can read. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** As what they mean; bytes that are no UTF-8 read as U+FFFD. */
export function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
