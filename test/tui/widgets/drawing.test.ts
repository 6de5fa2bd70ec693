import { describe, expect, test } from "bun:test";
import { limits } from "../../../tui/limits.ts";
import { plain, span, styleFlag, TRUE_COLOR } from "../../../tui/text/style.ts";
import type { BlessedCell } from "../../../tui/widgets/blessed.ts";
import { CellWriter } from "../../../tui/widgets/cell-writer.ts";
import { attributesOf, paint } from "../../../tui/widgets/chrome.ts";
import { colorsOf, depthOf } from "../../../tui/widgets/environment.ts";
import { FrameScheduler } from "../../../tui/widgets/frames.ts";

const rect = { x: 10, y: 2, width: 20, height: 3 };
const red = { ...plain, fg: TRUE_COLOR + 0xff0000 };

describe("cell writer", () => {
  test("writes rows where they are, once", () => {
    const writer = new CellWriter("256");
    const block = { rect, lines: [[span("one")], [span("two", red)]] };
    expect(writer.draw(block)).toBe("\x1b[?7l\x1b[3;11Hone\x1b[K\x1b[4;11H\x1b[0;38;2;255;0;0mtwo\x1b[m\x1b[K\x1b[?7h");
    expect(writer.draw(block)).toBe("");
    expect(writer.draw({ rect, lines: [[span("one")], [span("2")]] })).toBe("\x1b[?7l\x1b[4;11H2\x1b[K\x1b[?7h");
    expect(writer.draw({ rect, lines: [[span("one")]] })).toBe("\x1b[?7l\x1b[4;11H\x1b[K\x1b[?7h");
    writer.reset();
    expect(writer.draw({ rect, lines: [[span("one")]] })).toBe("\x1b[?7l\x1b[3;11Hone\x1b[K\x1b[?7h");
  });

  test("a full row is not erased behind its last character, and never longer than the rectangle", () => {
    const bytes = new CellWriter("256").draw({ rect, lines: [[span("x".repeat(50))]] });
    expect(bytes).toBe(`\x1b[?7l\x1b[3;11H${"x".repeat(20)}\x1b[?7h`);
  });

  test("a character of doubtful width gets a blank place, and the next one is told its column", () => {
    const bytes = new CellWriter("256").draw({ rect, lines: [[span("👩‍👩‍👧b")]] });
    expect(bytes).toContain("H  \x1b[11G👩‍👩‍👧\x1b[13Gb");
  });

  test("without colours attributes stay", () => {
    const style = { ...red, flags: styleFlag.bold };
    const bytes = new CellWriter("none").draw({ rect, lines: [[span("a", style)]] });
    expect(bytes).toBe("\x1b[?7l\x1b[3;11H\x1b[0;1ma\x1b[m\x1b[K\x1b[?7h");
  });
});

describe("chrome", () => {
  const grid = () => Array.from({ length: 2 }, () => Array.from({ length: 6 }, (): BlessedCell => [0, " "]));

  test("fills blessed's cells, wide characters with their second half", () => {
    const screen = { lines: grid(), olines: grid() };
    paint(screen, [{ rect: { x: 1, y: 1, width: 4, height: 1 }, lines: [[span("漢a", { ...plain, fg: 3 })]] }]);
    expect(screen.lines[1]?.map((cell) => cell[1])).toEqual([" ", "漢", "", "a", " ", " "]);
    expect(screen.lines[1]?.[1]?.[0]).toBe((3 << 9) | 0x1ff);
    expect(screen.olines[1]?.[2]?.[1]).toBe("\0");
  });

  test("what lies outside of the terminal is left out", () => {
    const screen = { lines: grid(), olines: grid() };
    paint(screen, [{ rect: { x: 4, y: 1, width: 9, height: 9 }, lines: [[span("abcdef")]] }]);
    expect(screen.lines[1]?.map((cell) => cell[1]).join("")).toBe("    ab");
  });

  test("attributes in blessed's form", () => {
    expect(attributesOf(plain)).toBe((0x1ff << 9) | 0x1ff);
    expect(attributesOf({ fg: 9, bg: 4, flags: styleFlag.bold | styleFlag.inverse })).toBe((9 << 18) | (9 << 9) | 4);
  });
});

describe("frames", () => {
  test("many requests are one frame, the next one not before its time", async () => {
    const drawn: number[] = [];
    const frames = new FrameScheduler(() => drawn.push(performance.now()), limits.frameMs, limits.answerMs);
    await Promise.all(Array.from({ length: 100 }, () => frames.request()));
    expect(drawn).toHaveLength(1);
    await frames.request();
    expect(drawn).toHaveLength(2);
    expect((drawn[1] ?? 0) - (drawn[0] ?? 0)).toBeGreaterThan(limits.frameMs - 2);
    frames.close();
    await frames.request();
    expect(drawn).toHaveLength(2);
  });

  test("an answer to a person overtakes a frame that waits for its time", async () => {
    const drawn: number[] = [];
    const frames = new FrameScheduler(() => drawn.push(performance.now()), 5_000, limits.answerMs);
    frames.now();
    const waits = frames.request();
    await frames.request(true);
    await waits;
    expect(drawn).toHaveLength(2);
    expect((drawn[1] ?? 0) - (drawn[0] ?? 0)).toBeLessThan(2_500);
    frames.close();
  });
});

test("colours from the environment", () => {
  expect(colorsOf({ TERM: "xterm-256color" })).toBe("256");
  expect(colorsOf({ TERM: "xterm-256color", NO_COLOR: "1" })).toBe("none");
  expect(colorsOf({ TERM: "xterm-256color", NO_COLOR: "" })).toBe("256");
  expect(colorsOf({ TERM: "xterm" })).toBe("16");
  expect(colorsOf({ TERM: "xterm", COLORTERM: "truecolor" })).toBe("256");
  expect(colorsOf({ TERM: "vt100" })).toBe("none");
  expect(depthOf({ TERM: "xterm-256color" }, "256")).toBe("any");
  expect(depthOf({ TERM: "xterm" }, "16")).toBe(16);
  expect(depthOf({ TERM: "screen-256color", STY: "1.pts" }, "256")).toBe(256);
  expect(depthOf({ TERM: "screen-256color", TMUX: "/tmp/x" }, "256")).toBe("any");
  expect(depthOf({ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, "256")).toBe(256);
});
