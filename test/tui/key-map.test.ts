import { describe, expect, test } from "bun:test";
import { activeBindings, commandFor } from "../../tui/active-keys.ts";
import { type KeyChoice, keyOf, readKeyMap } from "../../tui/key-map.ts";
import { bindings } from "../../tui/keys.ts";
import { hintsThatFit } from "../../tui/views/hints.ts";
import { modelOf, processOf, withProcess } from "./support.ts";

const choice = (command: string, ...keys: string[]): KeyChoice => ({ command, keys, place: ".brum.toml:3" });

test.each([
  ["s", "s"],
  ["S", "S-s"],
  ["shift+s", "S-s"],
  ["ctrl+s", "C-s"],
  ["Ctrl+S", "C-s"],
  ["alt+x", "M-x"],
  ["shift+tab", "S-tab"],
  ["Enter", "enter"],
  ["esc", "escape"],
  ["PgUp", "pageup"],
  ["f5", "f5"],
  ["+", "+"],
  ["ctrl++", "C-+"],
  ["f13", undefined],
  ["hyper+x", undefined],
  ["", undefined],
] as const)("the key %j is %p", (text, key) => {
  expect(keyOf(text)).toBe(key);
});

describe("the user's keys", () => {
  const { keyMap } = readKeyMap([choice("start-stop", "r", "f5"), choice("wrap")], bindings);
  const model = withProcess(modelOf({ keyMap }), processOf("web", 1, "running"));

  test("take the place of a command's own, and are taken from others", () => {
    expect(commandFor(model, "r")).toBe("start-stop");
    expect(commandFor(model, "f5")).toBe("start-stop");
    expect(commandFor(model, "s")).toBeUndefined();
    expect(activeBindings(model).find(({ command }) => command === "restart")?.keys).toEqual([]);
    expect(commandFor(model, "w")).toBeUndefined();
    expect(hintsThatFit(model, 200)).toContainEqual(expect.objectContaining({ key: "r", word: "stop" }));
  });

  test("say what cannot be", () => {
    const { keyMap: none, warnings } = readKeyMap(
      [choice("fly", "s"), choice("wrap", "hyper+w"), choice("quit", "ctrl+c")],
      bindings,
    );
    expect(none).toEqual({});
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toStartWith('.brum.toml:3: there is no command "fly"');
    expect(warnings[1]).toContain('"hyper+w" is no key');
    expect(warnings[2]).toContain('"ctrl+c" is kept for quitting');
  });

  test("never take ctrl+c away", () => {
    const map = readKeyMap([choice("quit-now", "f9")], bindings).keyMap;
    expect(commandFor(modelOf({ keyMap: map }), "C-c")).toBe("quit-now");
    expect(commandFor(modelOf({ keyMap: map }), "f9")).toBe("quit-now");
  });
});
