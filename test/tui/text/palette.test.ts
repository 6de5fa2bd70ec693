import { expect, test } from "bun:test";
import fc from "fast-check";
import { reduced } from "../../../tui/text/palette.ts";
import { DEFAULT_COLOR, TRUE_COLOR } from "../../../tui/text/style.ts";

test.each([
  [TRUE_COLOR + 0xff0000, 256, 196],
  [TRUE_COLOR + 0x808080, 256, 244],
  [TRUE_COLOR + 0x0ac8fa, 256, 45],
  [TRUE_COLOR + 0xff1010, 16, 9],
  [TRUE_COLOR + 0x000000, 16, 0],
  [208, 16, 3],
  [196, 16, 9],
  [255, 16, 7],
  [12, 16, 12],
  [208, 256, 208],
  [TRUE_COLOR + 5, "any", TRUE_COLOR + 5],
] as const)("the colour %p of a terminal with %p is %p", (color, depth, expected) => {
  expect(reduced(color, depth)).toBe(expected);
});

test("every colour becomes one that the terminal has, always the same, and the default stays", () => {
  const color = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: TRUE_COLOR, max: TRUE_COLOR + 0xffffff }));
  fc.assert(
    fc.property(color, fc.constantFrom<16 | 256>(16, 256), (one, depth) => {
      const result = reduced(one, depth);
      expect(result).toBeGreaterThanOrEqual(0);
      expect(result).toBeLessThan(depth);
      expect(reduced(one, depth)).toBe(result);
    }),
  );
  expect(reduced(DEFAULT_COLOR, 16)).toBe(DEFAULT_COLOR);
});
