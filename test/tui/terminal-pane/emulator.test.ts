import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Emulator } from "../../../tui/terminal-pane/emulator.ts";
import { lineWidth } from "../../../tui/text/cut.ts";
import { DEFAULT_COLOR, type Line, plain, styleFlag, TRUE_COLOR, textOf } from "../../../tui/text/style.ts";

interface Shown {
  readonly lines: readonly Line[];
  readonly texts: readonly string[];
  readonly emulator: Emulator;
  readonly answers: readonly string[];
}

/** An emulator after it has read this. */
async function shown(text: string, columns = 20, rows = 4, unicode = true): Promise<Shown> {
  const answers: string[] = [];
  const emulator = new Emulator({ columns, rows }, (answer) => answers.push(answer));
  await emulator.write(new TextEncoder().encode(text));
  const lines = emulator.lines(unicode, 0);
  return { lines, texts: lines.map(textOf), emulator, answers };
}

const style = (changes: Partial<typeof plain>) => ({ ...plain, ...changes });

describe("styles", () => {
  test.each([
    ["nothing", "\x1b[mx", plain],
    ["one of 16 colours", "\x1b[31mx", style({ fg: 1 })],
    ["a bright one", "\x1b[95mx", style({ fg: 13 })],
    ["a background", "\x1b[42mx", style({ bg: 2 })],
    ["one of 256", "\x1b[38;5;208mx", style({ fg: 208 })],
    ["a true colour", "\x1b[38;2;10;200;250mx", style({ fg: TRUE_COLOR + 0x0ac8fa })],
    ["a true background", "\x1b[48:2::1:2:3mx", style({ bg: TRUE_COLOR + 0x010203 })],
    ["black by its number", "\x1b[30mx", style({ fg: 0 })],
    ["bold", "\x1b[1mx", style({ flags: styleFlag.bold })],
    ["dim", "\x1b[2mx", style({ flags: styleFlag.dim })],
    ["italic and underlined", "\x1b[3;4mx", style({ flags: styleFlag.italic | styleFlag.underline })],
    ["blinking", "\x1b[5mx", style({ flags: styleFlag.blink })],
    ["inverse", "\x1b[7mx", style({ flags: styleFlag.inverse })],
    ["hidden", "\x1b[8mx", style({ flags: styleFlag.hidden })],
    ["struck", "\x1b[9mx", style({ flags: styleFlag.strike })],
  ])("%s", async (_, text, expected) => {
    const { lines } = await shown(text);
    expect(lines[0]).toEqual([{ text: "x", style: expected }]);
  });

  test("cells of one style are one span; blanks that show stay, others at the end go", async () => {
    const { lines } = await shown("ab\x1b[31mcd \x1b[m  e   \r\n\x1b[41m  \x1b[m  ");
    expect(lines[0]).toEqual([
      { text: "ab", style: plain },
      { text: "cd ", style: style({ fg: 1 }) },
      { text: "  e", style: plain },
    ]);
    expect(lines[1]).toEqual([{ text: "  ", style: style({ bg: 1 }) }]);
    expect(lines[2]).toEqual([]);
  });
});

describe("text", () => {
  test.each([
    ["wide characters", "漢字|", "漢字|", 5],
    ["emoji", "a🐝|", "a🐝|", 4],
    ["combining marks", "e\u0301|", "e\u0301|", 2],
    ["joined emoji, counted as programs do", "👩\u200d👩\u200d👧|", "👩👩👧|", 7],
    ["a tone of skin, which programs count by itself", "👍🏽|", "👍  |", 5],
    ["a selector that would make it wider", "❤\ufe0f|", "❤|", 2],
    ["a flag", "🇩🇪|", "🇩🇪|", 3],
    ["what turns a row around", "a\u202eb|", "ab|", 3],
    ["what would end nowhere", "a\ud800b|", "a\ufffdb|", 4],
  ])("%s", async (_, text, expected, width) => {
    const { lines, texts } = await shown(text);
    expect(texts[0]).toBe(expected);
    expect(lineWidth(lines[0] ?? [])).toBe(width);
  });

  test("more marks on a character than any script has are not all kept", async () => {
    const { lines, texts } = await shown(`a${"\u0301".repeat(50_000)}`);
    expect([...(texts[0] ?? "")].length).toBeLessThanOrEqual(20 * 32);
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(20);
  });

  test("where only ASCII can be shown, every character keeps its columns", async () => {
    const { texts } = await shown("漢é🐝─|", 20, 4, false);
    expect(texts[0]).toBe("? ?? ?|");
  });

  test("every row is as wide as the program thinks, whatever it prints, and harmless", async () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 8 }),
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom("👩\u200d", "\ufe0f", "🏽", "🇩", "ก็", "नि", "각", "\u1100", "\x1b[7m", "\x1b[5C", "\r\n"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, unicode) => {
        // Whatever it is, the last column of every row is where the program has put a mark.
        const marks = [1, 2, 3, 4].map((row) => `\x1b[${row};20H|`).join("");
        const { lines, emulator } = await shown(`${pieces.join("")}\x18\x1b[m${marks}`, 20, 4, unicode);
        for (const line of lines) {
          expect(lineWidth(line)).toBe(20);
          expect(textOf(line)).toEndWith("|");
        }
        expect(lines.map(textOf).join("")).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        emulator.dispose();
      }),
      { numRuns: 300 },
    );
  });
});

describe("the screen", () => {
  test("a program that draws its screen, and what was there before it", async () => {
    const { emulator, texts } = await shown("$ vi\r\n\x1b[?1049h\x1b[2J\x1b[2;3Hhello\x1b[4;1H:wq");
    expect(texts).toEqual(["", "  hello", "", ":wq"]);
    expect(emulator.isAlternate).toBe(true);
    expect(emulator.cursor).toEqual({ x: 3, y: 3 });
    await emulator.write("\x1b[?1049l");
    expect(emulator.lines(true, 0).map(textOf)).toEqual(["$ vi", "", "", ""]);
  });

  test("scrolls back, stays there while more comes, and follows again at the end", async () => {
    const { emulator } = await shown(Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\r\n"));
    const texts = () => emulator.lines(true, 0).map(textOf);
    expect(texts()).toEqual(["line 16", "line 17", "line 18", "line 19"]);
    emulator.scroll(-3);
    expect(texts()).toEqual(["line 13", "line 14", "line 15", "line 16"]);
    await emulator.write("\r\nmore");
    expect(texts()[0]).toBe("line 13");
    expect(emulator.back).toBe(4);
    expect(emulator.cursor).toBeNull();
    emulator.scroll("start");
    expect(texts()[0]).toBe("line 0");
    emulator.scroll("end");
    expect(texts().at(-1)).toBe("more");
    expect(emulator.cursor).toEqual({ x: 4, y: 3 });
  });

  test("has no more rows to scroll back to than it may", async () => {
    const { emulator } = await shown(`${"x\r\n".repeat(5_000)}end`);
    emulator.scroll("start");
    expect(emulator.back).toBe(1_000);
  });

  test("the cursor is where the next character goes, within the row, and can be hidden", async () => {
    expect((await shown("abc")).emulator.cursor).toEqual({ x: 3, y: 0 });
    expect((await shown("x".repeat(20))).emulator.cursor).toEqual({ x: 19, y: 0 });
    expect((await shown("a\x1b[?25l")).emulator.cursor).toBeNull();
    expect((await shown("a\x1b[?25l\x1b[?25h")).emulator.cursor).toEqual({ x: 1, y: 0 });
    expect((await shown("a\x1b[?25l\x1bc")).emulator.cursor).toEqual({ x: 0, y: 0 });
  });

  test("half a picture is not shown, but not for ever", async () => {
    const { emulator } = await shown("old");
    await emulator.write("\x1b[?2026h\rnew");
    expect(emulator.lines(true, 1000).map(textOf)[0]).toBe("old");
    expect(emulator.lines(true, 1100).map(textOf)[0]).toBe("old");
    expect(emulator.lines(true, 1300).map(textOf)[0]).toBe("new");
    await emulator.write("\x1b[?2026l!");
    expect(emulator.lines(true, 1301).map(textOf)[0]).toBe("new!");
  });

  test("another size", async () => {
    const { emulator } = await shown("0123456789abcdefghij");
    emulator.resize({ columns: 10, rows: 6 });
    expect(emulator.size).toEqual({ columns: 10, rows: 6 });
    expect(emulator.lines(true, 0)).toHaveLength(6);
  });
});

describe("what a program is told", () => {
  test.each([
    ["where the cursor is", "ab\x1b[6n", ["\x1b[1;3R"]],
    ["that it is there", "\x1b[5n", ["\x1b[0n"]],
    ["what kind of terminal it is", "\x1b[c", ["\x1b[?1;2c"]],
    ["nothing of a title", "\x1b]0;t\x07\x1b[21t\x1b[20t", []],
    ["nothing of the clipboard", "\x1b]52;c;?\x07", []],
    ["nothing of the colours of our terminal", "\x1b]10;?\x07\x1b]11;?\x1b\\", []],
    ["nothing of the window", "\x1b[14t\x1b[18t\x1b[11t", []],
  ])("%s", async (_, text, expected) => {
    expect((await shown(text)).answers).toEqual(expected);
  });

  test("modes", async () => {
    const { emulator } = await shown("x");
    expect(emulator.modes).toEqual({
      applicationCursor: false,
      applicationKeypad: false,
      markedPastes: false,
      focus: false,
      mouse: "none",
      sgrMouse: false,
    });
    await emulator.write("\x1b[?1;2004;1004;1002;1006h\x1b=");
    expect(emulator.modes).toEqual({
      applicationCursor: true,
      applicationKeypad: true,
      markedPastes: true,
      focus: true,
      mouse: "drag",
      sgrMouse: true,
    });
  });

  test("the default colours stay the terminal's own", async () => {
    const { lines } = await shown("\x1b]10;#ff0000\x07\x1b]4;1;#00ff00\x07\x1b[31mx\x1b[39my");
    expect(lines[0]?.map(({ style: of }) => of.fg)).toEqual([1, DEFAULT_COLOR]);
  });
});
