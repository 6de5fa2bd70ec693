import { expect, test } from "bun:test";
import fc from "fast-check";
import { mask, maskTexts, SecretValues } from "../../../src/secrets/index.ts";

const values = new SecretValues([{ name: "WORD", value: "hippopotamus" }]);
const masking = (text: string, rows?: Parameters<typeof mask>[2]) => mask(text, values, rows);
const row = "aB3/dE5+fG7hJ9kLzY8xW6vU4+tS2rQ0".repeat(2);

test("texts are masked wherever they stand; names and all else stay", () => {
  const answer = { hippopotamus: [1, null, true, { a: "a hippopotamus", b: ["password=hunter2"] }] };
  expect(maskTexts<unknown>(answer, masking)).toEqual({
    hippopotamus: [1, null, true, { a: "a ‹secret:WORD›", b: ["password=‹secret:password›"] }],
  });
  expect(answer.hippopotamus[3]).toEqual({ a: "a hippopotamus", b: ["password=hunter2"] });
  expect(maskTexts("a hippopotamus", masking)).toBe("a ‹secret:WORD›");
});

/** A key as the log has it: a line each. */
function lines(label: string, ...texts: string[]): { process: string; text: string }[] {
  const all = [`-----BEGIN ${label}-----`, ...texts, `-----END ${label}-----`, "done"];
  return all.map((text) => ({ process: "web1", text }));
}

test("a private key that has a line for each row is masked, with its short last row", () => {
  const { matches } = maskTexts({ matches: lines("PRIVATE KEY", row, row, "c29tZW==") }, masking);
  const secret = "‹secret:private key›";
  expect(matches.map(({ text }) => text)).toEqual([
    "-----BEGIN PRIVATE KEY-----",
    secret,
    secret,
    secret,
    "-----END PRIVATE KEY-----",
    "done",
  ]);
  expect(matches.every(({ process }) => process === "web1")).toBe(true);
});

test("a certificate is left, and a key behind it is not", () => {
  const answer = { matches: [...lines("CERTIFICATE", row, "c29tZW=="), ...lines("PRIVATE KEY", row)] };
  const { matches } = maskTexts(answer, masking);
  expect(matches.slice(0, 5)).toEqual(answer.matches.slice(0, 5));
  expect(matches[6]?.text).toBe("‹secret:private key›");
});

test("rows of a key whose first row is missing are masked, and words between them are not", () => {
  const texts = [row, "compiled", row, "ready"];
  expect(maskTexts(texts, masking)).toEqual(["‹secret:private key›", "compiled", "‹secret:private key›", "ready"]);
  const between = ["-----BEGIN PRIVATE KEY-----", "compiled", "Listening on port 3000", row];
  expect(maskTexts(between, masking)).toEqual([...between.slice(0, 3), "‹secret:private key›"]);
});

test("what is masked has the structure that it had", () => {
  const shape = (json: unknown): unknown => {
    if (typeof json === "string") return "text";
    if (Array.isArray(json)) return json.map(shape);
    if (typeof json !== "object" || json === null) return json;
    return Object.entries(json).map(([name, one]) => [name, shape(one)]);
  };
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      expect(shape(maskTexts(data, masking))).toEqual(shape(data));
    }),
  );
});
