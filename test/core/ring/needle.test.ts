import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { exactFold, LinearSearch } from "../../../core/ring/linear.ts";
import { type Hay, Needle } from "../../../core/ring/needle.ts";
import { finders } from "./finders.ts";

function hayOf(text: string): Hay {
  const bytes = Buffer.from(text);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return { shared, copy: () => shared.slice() };
}

/** Every place of `text` in `hay` that a search meets which goes on `step` bytes after each. */
function expected(hay: string, text: string, ignoreCase: boolean, step: number): number[] {
  const fold = (value: string) => {
    const bytes = Buffer.from(value).toString("latin1");
    return ignoreCase ? bytes.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : bytes;
  };
  const found: number[] = [];
  for (let at = fold(hay).indexOf(fold(text)); at !== -1; at = fold(hay).indexOf(fold(text), at + step)) found.push(at);
  return found;
}

function all(search: { next(from: number): number }, step: number): number[] {
  const found: number[] = [];
  for (let at = search.next(0); at !== -1; at = search.next(at + step)) found.push(at);
  return found;
}

/** Texts that overlap themselves, and letters whose other case is no letter. */
const part = fc.constantFrom("a", "a", "A", "b", "ab", "aab", "@", "`", "é", "É", "[", "{", "\x01", "!");
const text = (maxLength: number) => fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(""));
/** Long enough for a search to give up being fast. */
const long = fc.tuple(text(20), text(20), fc.nat(1500)).map(([first, last, times]) => first.repeat(times) + last);

for (const [name, findBytes] of finders) {
  for (const hay of [text(60), long]) {
    test(`${name}: a needle is found at every place where it is, ${hay === long ? "many" : "few"}`, () => {
      fc.assert(
        fc.property(hay, text(6), fc.boolean(), fc.integer({ min: 1, max: 9 }), (bytes, wanted, ignoreCase, step) => {
          const needle = new Needle(wanted, ignoreCase, findBytes);
          // Taken up twice: nothing of the first time is left.
          for (const start of [hayOf(`${bytes}x`), hayOf(bytes)]) needle.start(start);
          assert.deepEqual(all(needle, step), expected(bytes, wanted, ignoreCase, step));
          const linear = new LinearSearch(Buffer.from(wanted), exactFold);
          linear.start(Buffer.from(bytes));
          assert.deepEqual(all(linear, step), expected(bytes, wanted, false, step));
        }),
        { numRuns: hay === long ? 60 : 400 },
      );
    });
  }

  test(`${name}: says of a place whether the needle is there`, () => {
    const needle = new Needle("aB", true, findBytes);
    needle.start(hayOf("xAbab"));
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((at) => needle.isAt(at)),
      [false, true, false, true, false, false],
    );
  });
}

const BYTES = 1 << 18;
const hostile: Record<string, (length: number) => [hay: string, needle: string]> = {
  "ends otherwise": (length) => ["a".repeat(BYTES), `${"a".repeat(length - 1)}b`],
  "begins otherwise": (length) => ["a".repeat(BYTES), `b${"a".repeat(length - 1)}`],
  "is otherwise in the middle": (length) => [
    "a".repeat(BYTES),
    `${"a".repeat(length / 2)}b${"a".repeat(length / 2 - 1)}`,
  ],
  "is everywhere": (length) => ["a".repeat(BYTES), "a".repeat(length)],
  "is almost there, again and again": (length) => [
    `${"a".repeat(length - 1)}c`.repeat(BYTES / length),
    `${"a".repeat(length - 1)}b`,
  ],
  "differs in what only looks like a letter": (length) => ["a`".repeat(BYTES / 2), `${"a`".repeat(length / 2 - 1)}a@`],
};

/** The shortest of some runs: what the machine does beside makes runs longer, never shorter. */
function milliseconds(search: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    search();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

for (const [kind, make] of Object.entries(hostile)) {
  for (const ignoreCase of [false, true]) {
    test(`a needle that ${kind} costs no more when it is 64 times as long${ignoreCase ? ", in any case" : ""}`, () => {
      const search = (length: number) => {
        const [text, wanted] = make(length);
        const hay = hayOf(text);
        const needle = new Needle(wanted, ignoreCase);
        return milliseconds(() => {
          needle.start(hay);
          // As in a ring whose lines are a few bytes long.
          all(needle, 4);
        });
      };
      search(64);
      const short = search(64);
      const long = search(4096);
      assert.ok(long < 12 * short + 5, `${short.toFixed(2)} ms with 64 bytes, ${long.toFixed(2)} ms with 4096`);
    });
  }
}
