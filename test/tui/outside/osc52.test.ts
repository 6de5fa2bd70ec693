import { describe, expect, test } from "bun:test";
import { osc52, takesOsc52 } from "../../../tui/outside/osc52.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("osc52", () => {
  const plain = `\x1b]52;c;${base64("hé🐝")}\x07`;

  test.each([
    ["a terminal", { TERM: "xterm-256color" }, plain],
    ["tmux", { TERM: "tmux-256color", TMUX: "/tmp/x,1,0" }, plain],
    ["tmux that calls itself screen", { TERM: "screen-256color", TMUX: "/tmp/x,1,0" }, plain],
    ["GNU screen", { TERM: "screen", STY: "1.pts" }, `\x1bP${plain}\x1b\\`],
    ["one of them behind ssh", { TERM: "screen", SSH_TTY: "/dev/pts/1" }, `${plain}\x1bP${plain}\x1b\\`],
    ["one in the other", { TERM: "screen", STY: "1.pts", TMUX: "/tmp/x,1,0" }, `${plain}\x1bP${plain}\x1b\\`],
  ])("%s", (_, env, sequence) => {
    expect(osc52("hé🐝", env)).toBe(sequence);
  });

  test("goes through screen in pieces that it does not cut, and whole", () => {
    const text = "0123456789".repeat(300);
    const pieces = osc52(text, { STY: "1.pts" }).split("\x1b\\");
    expect(pieces.pop()).toBe("");
    for (const piece of pieces) {
      expect(piece).toStartWith("\x1bP");
      expect(piece.length).toBeLessThan(256);
    }
    expect(pieces.map((piece) => piece.slice(2)).join("")).toBe(`\x1b]52;c;${base64(text)}\x07`);
  });
});

describe("takesOsc52", () => {
  test.each([
    [{ TERM: "xterm-256color" }, true],
    [{}, true],
    [{ TERM: "linux" }, false],
    [{ TERM: "vt220" }, false],
    [{ TERM: "linux", TMUX: "/tmp/x,1,0" }, true],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, false],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, true],
  ])("%j: %p", (env, takes) => {
    expect(takesOsc52(env)).toBe(takes);
  });
});
