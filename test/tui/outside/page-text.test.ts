import { describe, expect, test } from "bun:test";
import { pageText } from "../../../tui/outside/page-text.ts";

const bounds = { lines: 3, characters: 100 };

describe("pageText", () => {
  test("lines, each with its end", () => {
    expect(pageText(["a ", "b"], false, bounds)).toBe("a\nb\n");
  });

  test("colours where the pager shows them", () => {
    const line = "\x1b[31mred\x1b[0m\x1b]0;EVIL\x07";
    expect(pageText([line], true, bounds)).toBe("\x1b[31mred\x1b[0m\n");
    expect(pageText([line], false, bounds)).toBe("red\n");
  });

  test("the newest where there are too many, and how many are missing", () => {
    expect(pageText(["1", "2", "3", "4", "5"], false, bounds)).toBe(
      "(older lines that are left out here: 2)\n3\n4\n5\n",
    );
    const long = "x".repeat(60);
    expect(pageText([long, "2", long], false, bounds)).toBe(`(older lines that are left out here: 1)\n2\n${long}\n`);
  });
});
