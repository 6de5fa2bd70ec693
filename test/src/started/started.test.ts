import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import {
  loadStarted,
  parseStarted,
  type Started,
  saveStarted,
  startedFile,
  withStarted,
} from "../../../src/started/index.ts";

const folder = mkdtempSync(join(tmpdir(), "brum-started-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = (text: string): Started => ({ kind: "script", text });
const entry = fc.record({
  kind: fc.constantFrom<Started["kind"]>("script", "command"),
  text: fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== ""),
});

describe("what was started", () => {
  test("is there once, the newest first, and not without end", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 120 }), (all) => {
        const kept = all.reduce<readonly Started[]>(withStarted, []);
        expect(kept.length).toBeLessThanOrEqual(50);
        expect(kept[0]).toEqual(all.at(-1));
        expect(new Set(kept.map(({ kind, text }) => kind + text)).size).toBe(kept.length);
        expect(parseStarted(JSON.stringify(kept))).toEqual(kept);
      }),
    );
  });

  test("of very many the newest stay, and one that is started again is not there twice", () => {
    const many = Array.from({ length: 120 }, (_, index) => script(`script${index % 90}`));
    const kept = many.reduce<readonly Started[]>(withStarted, []);
    expect(kept).toHaveLength(50);
    expect(kept.slice(0, 2)).toEqual([script("script29"), script("script28")]);
    expect(
      withStarted(kept, script("script28"))
        .slice(0, 3)
        .map(({ text }) => text),
    ).toEqual(["script28", "script29", "script27"]);
    expect(withStarted([script("a")], { kind: "command", text: "a" })).toHaveLength(2);
  });

  test("a broken file is no order, and what is none of ours in one is passed over", () => {
    for (const text of ["", "{", "null", "{}", '"web"', '[1, null, {}, {"kind":"script"}]']) {
      expect(parseStarted(text)).toEqual([]);
    }
    const mixed = [script("a"), { kind: "other", text: "b" }, { kind: "script", text: "x".repeat(501) }, script("c")];
    expect(parseStarted(JSON.stringify(mixed))).toEqual([script("a"), script("c")]);
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseStarted(JSON.stringify(value))));
  });
});

describe("its file", () => {
  test("is one for each project, for the user alone, and replaced as a whole", () => {
    const file = startedFile("/projects/shop", folder);
    expect(startedFile("/projects/other", folder)).not.toBe(file);
    saveStarted(file, [script("web")]);
    saveStarted(file, [script("api"), script("web")]);
    expect(loadStarted(file)).toEqual([script("api"), script("web")]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(file))).toHaveLength(1);
    expect(readFileSync(file, "utf8")).toEndWith("]\n");
  });

  test("may be missing, broken, far too large, or where nothing can be written", () => {
    const file = startedFile("/projects/none", folder);
    expect(loadStarted(file)).toEqual([]);
    writeFileSync(file, "not json");
    expect(loadStarted(file)).toEqual([]);
    writeFileSync(file, `[${'{"kind":"script","text":"a"},'.repeat(20_000)}{"kind":"script","text":"a"}]`);
    expect(loadStarted(file)).toEqual([]);
    expect(() => saveStarted(join(file, "below-a-file", "x.json"), [script("a")])).not.toThrow();
  });
});
