import { describe, expect, test } from "bun:test";
import { editorCall } from "../../../tui/outside/editors.ts";

const bare = { env: {}, platform: "linux" };
const path = "/p/a b.ts";
const call = (command: string[], line: number | null, column: number | null, target = command[0] ?? "", where = bare) =>
  editorCall(command, target, { path, line, column }, where);

describe("editorCall", () => {
  test.each([
    ["vi", ["+42", path], ["+42", path]],
    ["vim", ["+call cursor(42,17)", path], ["+42", path]],
    ["nvim", ["+call cursor(42,17)", path], ["+42", path]],
    ["nano", ["+42,17", path], ["+42", path]],
    ["micro", ["+42:17", path], ["+42", path]],
    ["kak", ["+42:17", path], ["+42", path]],
    ["emacs", ["+42:17", path], ["+42", path]],
    ["hx", [`${path}:42:17`], [`${path}:42`]],
    ["helix", [`${path}:42:17`], [`${path}:42`]],
    ["code", ["-g", `${path}:42:17`], ["-g", `${path}:42`]],
    ["codium", ["-g", `${path}:42:17`], ["-g", `${path}:42`]],
    ["cursor", ["-g", `${path}:42:17`], ["-g", `${path}:42`]],
    ["windsurf", ["-g", `${path}:42:17`], ["-g", `${path}:42`]],
    ["zed", [`${path}:42:17`], [`${path}:42`]],
    ["subl", [`${path}:42:17`], [`${path}:42`]],
    ["idea", ["--line", "42", "--column", "17", path], ["--line", "42", path]],
    ["webstorm", ["--line", "42", "--column", "17", path], ["--line", "42", path]],
    ["kate", ["-l", "42", "-c", "17", path], ["-l", "42", path]],
    ["gedit", ["+42:17", path], ["+42", path]],
    ["mate", ["-l", "42:17", path], ["-l", "42", path]],
    ["notepad++", ["-n42", "-c17", path], ["-n42", path]],
    ["notepad", [path], [path]],
    ["unheard-of", [path], [path]],
  ])("%s", (name, both, line) => {
    const program = `/usr/bin/${name}`;
    expect(call([program], 42, 17).words).toEqual([program, ...both]);
    expect(call([program], 42, null).words).toEqual([program, ...line]);
    expect(call([program], null, null).words).toEqual([program, path]);
  });

  test("options of the setting stay before the place", () => {
    expect(call(["/bin/code", "--wait"], 42, null).words).toEqual(["/bin/code", "--wait", "-g", `${path}:42`]);
  });

  test.each([
    ["endings are no part of the name", "/opt/idea/bin/idea.sh", "/opt/idea/bin/idea.sh", "--line"],
    ["nor is the case", "C:\\Code\\Code.exe", "C:\\Code\\Code.exe", "-g"],
    ["a link is what it leads to", "/usr/bin/editor", "/usr/bin/vim.basic", "+call cursor(42,17)"],
    ["the small Vim has no expressions", "/usr/bin/editor", "/usr/bin/vim.tiny", "+42"],
    ["a known name is not looked behind", "/usr/bin/vi", "/usr/bin/vim.basic", "+42"],
  ])("%s", (_, program, target, first) => {
    expect(call([program], 42, 17, target).words[1]).toBe(first);
  });

  const display = { env: { DISPLAY: ":0" }, platform: "linux" };

  test.each([
    [["vi"], bare, true],
    [["nvim"], display, true],
    [["hx"], display, true],
    [["code", "--wait"], bare, false],
    [["idea"], bare, false],
    [["gvim"], display, false],
    [["vim", "-g"], display, false],
    [["emacs"], bare, true],
    [["emacs"], display, false],
    [["emacs", "-nw"], display, true],
    [["emacsclient", "-t"], display, true],
    [["emacsclient", "-c"], display, false],
    [["unheard-of"], display, true],
  ])("%j with %j needs the terminal: %p", (command, where, needs) => {
    expect(call(command, 42, 17, command[0], where).needsTerminal).toBe(needs);
  });

  test("an unknown one is told as such", () => {
    expect(call(["unheard-of"], 1, 1).isKnown).toBe(false);
    expect(call(["vi"], 1, 1).isKnown).toBe(true);
  });
});
