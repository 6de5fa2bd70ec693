/**
 * A child that prints lines of 98 bytes as fast as it is let, and writes how many milliseconds that took to the file OUT. LINES:
 * how many; KIND: `plain` text, or `server` for a web server's log.
 */

import { writeFileSync, writeSync } from "node:fs";

const lines = Number(process.env["LINES"] ?? 1_000_000);
const kind = process.env["KIND"] ?? "plain";
/** Lines in one write, and different writes: enough that no two neighbours are the same. */
const PER_WRITE = 1000;
const WRITES = 20;

function lineOf(index: number): string {
  const text =
    kind === "plain"
      ? `line ${String(index).padStart(7, "0")} the quick brown fox jumps over the lazy dog and goes on through the forest`
      : `2026-07-28T14:03:05.${String(index % 1000).padStart(3, "0")}Z INFO  GET /api/users/${index}/orders?page=2 200 12ms 4.2kB user=alice`;
  return `${text.slice(0, 97).padEnd(97, ".")}\n`;
}

const writes = Array.from({ length: WRITES }, (_, write) =>
  Buffer.from(Array.from({ length: PER_WRITE }, (_, index) => lineOf(write * PER_WRITE + index)).join("")),
);
const began = performance.now();
for (let done = 0, next = 0; done < lines; done += PER_WRITE, next++) {
  const bytes = writes[next % WRITES] ?? new Uint8Array();
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // The pipe is full.
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
if (process.env["OUT"] !== undefined) writeFileSync(process.env["OUT"], String(performance.now() - began));
