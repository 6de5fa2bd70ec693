import { describe, expect, test } from "bun:test";
import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { ModeTrail } from "../../../../src/process/terminal/modes.ts";

const encoder = new TextEncoder();

/** What an emulator says of its modes after these bytes. */
async function modesAfter(...texts: string[]) {
  const emulator = new Terminal({ allowProposedApi: true, logLevel: "off" });
  for (const text of texts) await new Promise<void>((resolve) => emulator.write(text, resolve));
  const { applicationCursorKeysMode, bracketedPasteMode, mouseTrackingMode, sendFocusMode, wraparoundMode } =
    emulator.modes;
  const screen = emulator.buffer.active.type;
  emulator.dispose();
  return { applicationCursorKeysMode, bracketedPasteMode, mouseTrackingMode, sendFocusMode, wraparoundMode, screen };
}

/** The trail of a text that came in pieces of `size` bytes. */
function trailOf(text: string, size = text.length): ModeTrail {
  const trail = new ModeTrail();
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) trail.take(bytes.subarray(at, at + size), at, 0);
  return trail;
}

describe("modes of a terminal", () => {
  const piece = fc.oneof(
    fc.constantFrom("\x1b[?1h", "\x1b[?1l", "\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?1047l", "\x1b[?2004h"),
    fc.constantFrom("\x1b[?1000h", "\x1b[?1002;1006h", "\x1b[?1003h", "\x1b[?1002l", "\x1b[?1000l", "\x1b[?9h"),
    fc.constantFrom("\x1b[?7l", "\x1b[?7h", "\x1b[?25l", "\x1b[?1004h", "\x1b[?2004;1004l", "\x1bc", "\x1b[!p"),
    fc.constantFrom("text", "\x1b[31m", "\x1b[2J", "\r\n", "\x1b]0;title\x07", "\x1b[?6", "\x1b[", "é"),
  );

  test("brings a fresh terminal, and one in any state, to where the whole output does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), async (pieces, size) => {
        const text = pieces.join("");
        const sequence = trailOf(text, size).at(encoder.encode(text).length);
        const whole = await modesAfter(text, "\x18");
        expect(await modesAfter(sequence)).toEqual(whole);
        expect(await modesAfter("\x1b[?1049;1003;2004;1;1004h\x1b[?7l\x1b]8;;half", sequence)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  test("ends what was cut off: colours, margins, another character set", async () => {
    const emulator = new Terminal({ allowProposedApi: true, logLevel: "off" });
    const text = `\x1b[31m\x1b[2;3r\x1b(0\x1b[4h${trailOf("").at(0)}\x1b[Hq\x1b[9;1Hlow`;
    await new Promise<void>((resolve) => emulator.write(text, resolve));
    const { active } = emulator.buffer;
    expect(active.getLine(0)?.getCell(0)?.isFgDefault()).toBe(true);
    expect(active.getLine(0)?.translateToString(true)).toBe("q");
    expect(active.getLine(8)?.translateToString(true)).toBe("low");
    expect(emulator.modes.insertMode).toBe(false);
  });

  test("knows them at every place that is kept", () => {
    const trail = trailOf("ab\x1b[?1049hcd\x1b[?1049l");
    expect(trail.at(2)).toContain("\x1b[?1047l");
    expect(trail.at(9)).toContain("\x1b[?1047l");
    expect(trail.at(10)).toContain("\x1b[?1049h");
    expect(trail.at(12)).toContain("\x1b[?1049h");
    expect(trail.at(20)).toContain("\x1b[?1047l");
  });

  test("stays bounded, and right at the end, whatever a program does", () => {
    const trail = new ModeTrail();
    const chunk = encoder.encode("\x1b[?25l\x1b[?25h".repeat(100));
    let at = 0;
    for (let count = 0; count < 200; count += 1) {
      trail.take(chunk, at, Math.max(0, at - 1000));
      at += chunk.length;
    }
    trail.take(encoder.encode("\x1b[?1;2004h"), at, at - 1000);
    expect(trail.at(at + 11)).toContain("\x1b[?25h");
    expect(trail.at(at + 11)).toContain("\x1b[?2004h");
    expect(trail.at(at)).toContain("\x1b[?2004l");
    expect(trail.remembered).toBeLessThanOrEqual(1024);
  });
});
