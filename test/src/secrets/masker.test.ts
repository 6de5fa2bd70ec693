import { expect, test } from "bun:test";
import fc from "fast-check";
import { Masker, mask, SecretValues } from "../../../src/secrets/index.ts";

const one = new SecretValues([{ name: "A", value: "hippopotamus" }]);
const two = new SecretValues([{ name: "B", value: "elephant-1" }]);
const row = "aB3/dE5+fG7hJ9kLzY8xW6vU4+tS2rQ0".repeat(2);
const part = fc.constantFrom("hippopotamus", "elephant-1", " ", "password=hunter2", row, "x".repeat(600), "ok");

test("a text is masked as ever, however often, by the values and rows of the moment", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom("private", "public", "unknown"), fc.boolean()),
      ),
      (steps) => {
        let values = one;
        const masker = new Masker(() => values);
        for (const [parts, rows, isOne] of steps) {
          values = isOne ? one : two;
          const text = parts.join("");
          expect(masker.mask(text, rows)).toBe(mask(text, values, rows));
          expect(masker.mask(text, rows)).toBe(mask(text, values, rows));
        }
      },
    ),
  );
});

test("more texts than are remembered are masked as well", () => {
  const masker = new Masker(() => one);
  for (let count = 0; count < 5000; count++) expect(masker.mask(`${count} hippopotamus`)).toBe(`${count} ‹secret:A›`);
});
