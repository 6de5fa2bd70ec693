/** Errors and events as the ingest threads tell of them. */

import type { ErrorSighting } from "../../../src/errors/index.ts";
import type { ToldEvent } from "../../../src/events/index.ts";

/** A TypeError of web, with two frames and lines as printed. */
export function sighting(fingerprint: string, change: Partial<ErrorSighting> = {}): ErrorSighting {
  return {
    fingerprint,
    kind: "runtime",
    type: "TypeError",
    message: "cart is undefined",
    severity: "error",
    language: "javascript",
    place: { file: "/home/someone/shop/src/cart.ts", line: 3, column: 7 },
    frames: [
      { function: "total", file: "/home/someone/shop/src/cart.ts", line: 3, column: 7, own: true },
      { function: "", file: "node:internal/timers", line: 581, column: 17, own: false },
    ],
    causes: [{ type: "RangeError", message: "too far", frames: [] }],
    context: ["TypeError: cart is undefined", "    at total (/home/someone/shop/src/cart.ts:3:7)"],
    number: 7,
    source: 1,
    process: "web",
    directory: "/home/someone/shop",
    time: 1_785_240_000_000,
    count: 1,
    ...change,
  };
}

/** A run of tests of web in which one failed. */
export const failedTests: Extract<ToldEvent, { readonly kind: "tests" }> = {
  kind: "tests",
  phase: "failed",
  tool: "vitest",
  passed: 11,
  failed: 1,
  skipped: null,
  ms: 2_400,
  failures: [{ file: "src/cart.test.ts", name: "cart > adds up" }],
  source: 1,
  process: "web",
  time: 1_785_240_000_500,
};
