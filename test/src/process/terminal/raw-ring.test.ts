import { expect, test } from "bun:test";
import fc from "fast-check";
import { RawRing } from "../../../../src/process/terminal/raw-ring.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

test("keeps the newest bytes under their offsets, like an array that is cut", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 32 }), chunks, fc.nat(), fc.nat(), (size, pushed, a, b) => {
      const ring = new RawRing(size);
      const model: number[] = [];
      for (const chunk of pushed) {
        ring.push(chunk);
        model.push(...chunk);
        expect(ring.end).toBe(model.length);
        expect(ring.oldest).toBe(Math.max(0, model.length - size));
        expect([...ring.copy(0, Number.MAX_SAFE_INTEGER)]).toEqual(model.slice(-size));
      }
      const [from, to] = [a % (model.length + 3), b % (model.length + 3)];
      const kept = model.slice(Math.max(from, ring.oldest), Math.max(to, ring.oldest));
      expect([...ring.copy(from, to)]).toEqual(kept);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["after the first line's end", "tail of a line\nnext\n", 0, "next\n"],
  ["at an escape sequence, where no line ends", "mm\x1b[5;1Hx", 0, "\x1b[5;1Hx"],
  ["at the place itself, where neither comes", "plain", 2, "ain"],
  ["never behind what may be looked through", "0123456789\n", 0, "0123456789\n"],
])("one may begin to read %s", (_, text, from, rest) => {
  const ring = new RawRing(64);
  ring.push(encoder.encode(text));
  const most = text.startsWith("0123") ? 5 : 64;
  expect(decoder.decode(ring.copy(ring.entry(from, most), 99))).toBe(rest);
});
