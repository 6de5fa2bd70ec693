import { expect, test } from "bun:test";
import { join } from "node:path";
import { Overview } from "../../../src/analysis/index.ts";
import { type ErrorSighting, ErrorTeller } from "../../../src/errors/index.ts";
import { locate } from "../../../src/errors/thread.ts";
import { makeFolder } from "../../support/folder.ts";

function sighting(fingerprint: string, more: Partial<ErrorSighting> = {}): ErrorSighting {
  return {
    fingerprint,
    type: "Error",
    message: "no",
    severity: "error",
    kind: "runtime",
    language: "javascript",
    place: null,
    frames: [],
    causes: [],
    context: [],
    number: 1,
    source: 1,
    process: "web",
    directory: "/",
    time: 1000,
    count: 1,
    ...more,
  };
}

test("the same errors are one group, with how often, since when, and where", () => {
  const overview = new Overview();
  expect(overview.error(sighting("aa11"))).toBe(true);
  expect(overview.error(sighting("bb22"))).toBe(true);
  expect(overview.error(sighting("aa11", { time: 3000, process: "api", count: 4, number: 9 }))).toBe(false);
  const { groups } = overview.errors();
  expect(groups.map(({ fingerprint, count }) => [fingerprint, count])).toEqual([
    ["aa11", 5],
    ["bb22", 1],
  ]);
  expect(groups[0]).toMatchObject({ firstSeen: 1000, lastSeen: 3000, processes: ["web", "api"] });
  expect(overview.find("aa")?.fingerprint).toBe("aa11");
  expect(overview.find("")).toBeUndefined();
  expect([...overview.numbersOf("aa11")]).toEqual([1, 9]);
});

test("a thousand groups are kept, the most recent ones, and it is said how many are not", () => {
  const overview = new Overview();
  for (let index = 0; index < 1200; index++) overview.error(sighting(`f${index}`));
  const { groups, forgotten } = overview.errors();
  expect(groups).toHaveLength(1000);
  expect(groups[0]?.fingerprint).toBe("f1199");
  expect(forgotten).toBe(200);
});

test("an error that comes again and again is told at once, then together", () => {
  const told: number[] = [];
  let due = () => {};
  const teller = new ErrorTeller(
    ({ count }) => void told.push(count),
    (act) => {
      due = act;
    },
  );
  for (let index = 0; index < 500; index++) teller.tell(sighting("a"));
  expect(told).toEqual([1]);
  due();
  expect(told).toEqual([1, 499]);
});

test("a place is found in the project: relative, by its name alone, and through a source map", async () => {
  using folder = makeFolder({
    "src/cart.ts": "one\ntwo\nthree\nfour\nfive\n",
    "src/main/java/com/shop/Cart.java": "a\nb\nc\n",
    // Line 1, column 0 of the bundle is line 3, column 0 of src/cart.ts.
    "dist/cart.js": "throw 1\n//# sourceMappingURL=cart.js.map\n",
    "dist/cart.js.map": JSON.stringify({ version: 3, sources: ["../src/cart.ts"], names: [], mappings: "AAEA" }),
  });
  const at = (file: string, line: number, more: Partial<ErrorSighting> = {}) =>
    locate(sighting("a", { directory: folder.path, place: { file, line, column: 1 }, ...more }));
  expect(await at("src/cart.ts", 2)).toMatchObject({ file: join(folder.path, "src/cart.ts"), line: 2 });
  expect((await at("./src/cart.ts", 2))?.excerpt.map(({ line, text }) => `${line} ${text}`)).toContain("2 two");
  expect(await at("dist/cart.js", 1)).toMatchObject({ file: join(folder.path, "src/cart.ts"), line: 3 });
  const frame = { file: "Cart.java", line: 2, column: null, function: "com.shop.Cart.add", own: true };
  expect(await at("Cart.java", 2, { frames: [frame] })).toMatchObject({
    file: join(folder.path, "src/main/java/com/shop/Cart.java"),
  });
  expect(await at("src/missing.ts", 2)).toBeUndefined();
  expect(await at("/dev/zero", 2)).toBeUndefined();
});
