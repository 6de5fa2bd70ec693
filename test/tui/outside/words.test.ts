import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { splitWords } from "../../../tui/outside/words.ts";

describe("splitWords", () => {
  test.each([
    ["vi", ["vi"]],
    ["code --wait", ["code", "--wait"]],
    ["  code \t --wait  ", ["code", "--wait"]],
    ["'/opt/my editor/bin/ed' -n", ["/opt/my editor/bin/ed", "-n"]],
    ['"/opt/my editor/bin/ed" -n', ["/opt/my editor/bin/ed", "-n"]],
    ["/opt/my\\ editor/ed", ["/opt/my editor/ed"]],
    ["emacsclient -a ''", ["emacsclient", "-a", ""]],
    [`sh -c 'vi "$1"' ed`, ["sh", "-c", 'vi "$1"', "ed"]],
    ['a"b c"d', ["ab cd"]],
    ['"a \\" \\\\ \\n"', ['a " \\ \\n']],
    ["'a \\' b", ["a \\", "b"]],
    ["a; rm -rf $HOME `x` *", ["a;", "rm", "-rf", "$HOME", "`x`", "*"]],
    ["trailing\\", ["trailing\\"]],
    ["", []],
    ["   ", []],
  ])("%j", (text, words) => {
    expect(splitWords(text, "linux")).toEqual(words);
  });

  test.each([`"open`, `it's`, `a 'b "c`])("a quote that is not closed: %j", (text) => {
    expect(splitWords(text, "linux")).toBeUndefined();
  });

  test("on Windows a backslash is one", () => {
    expect(splitWords('"C:\\Program Files\\ed.exe" -n C:\\x', "win32")).toEqual([
      "C:\\Program Files\\ed.exe",
      "-n",
      "C:\\x",
    ]);
  });

  test("as sh splits them, where nothing is expanded", () => {
    const text = fc.array(fc.constantFrom("a", "b", " ", "'", '"', "\\", "\t"), { maxLength: 14 });
    fc.assert(
      fc.property(text, (characters) => {
        const line = characters.join("");
        const own = splitWords(line, "linux");
        // Data of this test alone, and of letters, blanks and quotes; a backslash at the very end means a line that goes on.
        if (own === undefined || line.endsWith("\\")) return;
        const shell = spawnSync("sh", ["-c", `for word in ${line}\ndo printf '%s\\n' "$word"; done`]);
        expect(own.map((word) => `${word}\n`).join("")).toBe(shell.stdout.toString());
      }),
      { numRuns: 60 },
    );
  });
});
