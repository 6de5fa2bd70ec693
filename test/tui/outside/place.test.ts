import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { resolvePlace, shownPath } from "../../../tui/outside/place.ts";
import { makeFolder } from "../../support/folder.ts";

const folder = makeFolder({ "src/a b.ts": "text" });
const directory = folder.path;
const file = join(directory, "src/a b.ts");
afterAll(() => folder[Symbol.dispose]());

const at = (name: string, line: number | null = null, column: number | null = null) =>
  resolvePlace({ file: name, line, column, directory });

describe("resolvePlace", () => {
  test.each(["src/a b.ts", "./src/a b.ts", file, pathToFileURL(file).href])("%s", (name) => {
    expect(at(name, 4, 2)).toEqual({ path: file, line: 4, column: 2 });
  });

  test.each([
    [0, 3, null, null],
    [-1, 1, null, null],
    [1.5, 1, null, null],
    [Number.NaN, 1, null, null],
    [7, 0, 7, null],
    [null, 3, null, null],
  ])("line %p, column %p", (line, column, wantedLine, wantedColumn) => {
    expect(at(file, line, column)).toMatchObject({ line: wantedLine, column: wantedColumn });
  });

  test.each([
    ["src/gone.ts", "src/gone.ts is not there (any more), or cannot be read."],
    ["/gone/x.ts", "/gone/x.ts is not there (any more), or cannot be read."],
    ["src/a b.ts/x", "src/a b.ts/x is not there (any more), or cannot be read."],
    ["a\0b", "is not there (any more), or cannot be read."],
    ["src", "src is a directory; it is not opened."],
    ["/dev/null", "/dev/null is no file; it is not opened."],
    ["/dev/tty", "/dev/tty is no file; it is not opened."],
  ])("%j is not opened", (name, message) => {
    expect(() => at(name)).toThrow(message);
  });
});

test.each([
  ["/p/src/a.ts", "src/a.ts"],
  ["/p/..a", "..a"],
  ["/q/a.ts", "/q/a.ts"],
  ["/p", "/p"],
])("shownPath %s", (path, shown) => {
  expect(shownPath(path, "/p")).toBe(shown);
});
