import { describe, expect, test } from "bun:test";
import type { InputModes } from "../../../tui/terminal-pane/emulator.ts";
import { keysFor } from "../../../tui/terminal-pane/keys.ts";
import { isPress, mouseFor, parseMouse, wheelOf, within } from "../../../tui/terminal-pane/mouse.ts";

const normal: InputModes = {
  applicationCursor: false,
  applicationKeypad: false,
  markedPastes: false,
  focus: false,
  mouse: "none",
  sgrMouse: false,
};

describe("keys", () => {
  test.each<[string, string, Partial<InputModes>, string]>([
    ["up as a program expects it at first", "\x1bOA", {}, "\x1b[A"],
    ["up as it came", "\x1b[A", {}, "\x1b[A"],
    ["up for a program that asked for the other form", "\x1b[A", { applicationCursor: true }, "\x1bOA"],
    ["several in a row", "\x1bOA\x1bOAx\x1bOD", {}, "\x1b[A\x1b[Ax\x1b[D"],
    ["home and end", "\x1bOH\x1bOF", {}, "\x1b[H\x1b[F"],
    ["up with ctrl has one form", "\x1b[1;5A", { applicationCursor: true }, "\x1b[1;5A"],
    ["function keys have one form", "\x1bOP\x1b[15~", {}, "\x1bOP\x1b[15~"],
    ["the keypad's 5 and enter", "\x1bOu\x1bOM", {}, "5\r"],
    ["the keypad for a program that asked for it", "\x1bOu", { applicationKeypad: true }, "\x1bOu"],
    ["text, ctrl and escape", "qü\x03\t\x1b\x1b", {}, "qü\x03\t\x1b\x1b"],
    ["a marked paste", "\x1b[200~[A\x1b[201~", {}, "\x1b[200~[A\x1b[201~"],
  ])("%s", (_, typed, modes, sent) => {
    expect(keysFor(typed, { ...normal, ...modes })).toBe(sent);
  });
});

describe("mouse", () => {
  const rect = { x: 20, y: 3, width: 40, height: 10 };
  const report = (sequence: string) => {
    const parsed = parseMouse(sequence);
    if (parsed === undefined) throw new Error(`no report: ${sequence}`);
    return within(parsed, rect);
  };
  const press = "\x1b[<0;25;6M";
  const release = "\x1b[<0;25;6m";
  const drawn = "\x1b[<32;90;2M";
  const wheelUp = "\x1b[<64;25;6M";

  test.each<[string, string, Partial<InputModes>, string | null]>([
    ["a press nobody asked for", press, {}, null],
    ["a press", press, { mouse: "vt200", sgrMouse: true }, "\x1b[<0;5;3M"],
    ["a release", release, { mouse: "vt200", sgrMouse: true }, "\x1b[<0;5;3m"],
    ["a motion that is not wanted", drawn, { mouse: "vt200", sgrMouse: true }, null],
    ["a motion out of the rectangle", drawn, { mouse: "drag", sgrMouse: true }, "\x1b[<32;40;1M"],
    ["the wheel", wheelUp, { mouse: "any", sgrMouse: true }, "\x1b[<64;5;3M"],
    ["the oldest form knows presses alone", release, { mouse: "x10" }, null],
    ["a press in the old form", press, { mouse: "x10" }, "\x1b[M \x25\x23"],
    ["a release in the old form", "\x1b[<2;25;6m", { mouse: "vt200" }, "\x1b[M#\x25\x23"],
    ["with ctrl", "\x1b[<16;25;6M", { mouse: "vt200", sgrMouse: true }, "\x1b[<16;5;3M"],
  ])("%s", (_, sequence, modes, sent) => {
    const bytes = mouseFor(report(sequence), { ...normal, ...modes });
    expect(bytes === null ? null : new TextDecoder("latin1").decode(bytes)).toBe(sent);
  });

  test("the old form ends at column 223", () => {
    const far = { code: 0, x: 222, y: 0, released: false };
    expect(mouseFor(far, { ...normal, mouse: "vt200" })?.[4]).toBe(255);
    expect(mouseFor({ ...far, x: 223 }, { ...normal, mouse: "vt200" })).toBeNull();
  });

  test("what is what", () => {
    expect(parseMouse("\x1b[A")).toBeUndefined();
    expect(parseMouse("\x1b[<0;1M")).toBeUndefined();
    expect(
      ["\x1b[<64;1;1M", "\x1b[<69;1;1M", "\x1b[<0;1;1M", "\x1b[<66;1;1M"].map((one) => wheelOf(report(one))),
    ).toEqual([-1, 1, 0, 0]);
    expect([press, release, drawn, wheelUp].map((one) => isPress(report(one)))).toEqual([true, false, false, false]);
  });
});
