/** An error that was thrown, and a run of tests that failed. */

import type { ErrorSighting } from "../../../src/errors/index.ts";
import type { ToldEvent } from "../../../src/events/index.ts";
import { sighting as found } from "./found.ts";

/** A TypeError of web that was thrown: with two frames, a cause and lines as printed. */
export function sighting(fingerprint: string, change: Partial<ErrorSighting> = {}): ErrorSighting {
  return found({
    fingerprint,
    kind: "runtime",
    type: "TypeError",
    message: "cart is undefined",
    language: "javascript",
    place: { file: "/home/someone/shop/src/cart.ts", line: 3, column: 7 },
    frames: [
      { function: "total", file: "/home/someone/shop/src/cart.ts", line: 3, column: 7, own: true },
      { function: "", file: "node:internal/timers", line: 581, column: 17, own: false },
    ],
    causes: [{ type: "RangeError", message: "too far", frames: [] }],
    context: ["TypeError: cart is undefined", "    at total (/home/someone/shop/src/cart.ts:3:7)"],
    number: 7,
    ...change,
  });
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
