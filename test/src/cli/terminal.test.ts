import { describe, expect, test } from "bun:test";
import { chooseScreen, speaksUtf8 } from "../../../src/cli/index.ts";

describe("a terminal", () => {
  test.each([
    [{ LANG: "C.UTF-8" }, true],
    [{ LANG: "de_DE.utf8" }, true],
    [{ LANG: "C" }, false],
    [{}, false],
    [{ LANG: "C.UTF-8", LC_ALL: "C" }, false],
    [{ LANG: "C", LC_CTYPE: "en_GB.UTF-8" }, true],
  ])("speaks UTF-8 by its locale: %p is %p", (env, expected) => {
    expect(speaksUtf8(env, "linux")).toBe(expected);
  });

  test("is needed for the screen, and the message names --no-tui", () => {
    for (const terminals of [
      { input: false, output: true },
      { input: true, output: false },
    ]) {
      const choice = chooseScreen({ TERM: "xterm" }, terminals);
      expect(choice.kind).toBe("impossible");
      expect("why" in choice ? choice.why : "").toContain("--no-tui");
    }
    expect(chooseScreen({ TERM: "xterm" }, { input: true, output: true }).kind).toBe("screen");
  });

  test("that is dumb gets lines, and is told why", () => {
    expect(chooseScreen({ TERM: "dumb" }, { input: true, output: true }).kind).toBe("headless");
  });
});
