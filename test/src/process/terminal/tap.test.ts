import { describe, expect, test } from "bun:test";
import { TerminalTap } from "../../../../src/process/terminal/tap.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const KEPT = 256 * 1024;
const ANSWER = 32 * 1024;

/** A line of 64 bytes with its number. */
function line(index: number): string {
  return `${String(index).padStart(63, ".")}\n`;
}

function lines(from: number, to: number): Uint8Array {
  return encoder.encode(Array.from({ length: to - from }, (_, index) => line(from + index)).join(""));
}

describe("the tap of a terminal", () => {
  test("answers with what came since, in pieces, and nothing twice", async () => {
    const tap = new TerminalTap();
    tap.push(lines(0, 3000));
    const first = await tap.read(null);
    expect(first).toMatchObject({ from: 0, to: ANSWER, end: 3000 * 64, modes: "" });
    let text = decoder.decode(first.bytes);
    for (let at = first.to; at < first.end; ) {
      const next = await tap.read(at);
      expect(next.from).toBe(at);
      text += decoder.decode(next.bytes);
      at = next.to;
    }
    expect(text).toBe(decoder.decode(lines(0, 3000)));
  });

  test("waits for something new, gathers what comes together, and gives up after a second", async () => {
    const tap = new TerminalTap();
    const asked = performance.now();
    const answer = tap.read(0);
    setTimeout(() => tap.push(encoder.encode("a")), 20);
    setTimeout(() => tap.push(encoder.encode("b")), 21);
    const { bytes } = await answer;
    expect(decoder.decode(bytes)).toBe("ab");
    expect(performance.now() - asked).toBeLessThan(500);
    const nothing = await tap.read(2);
    expect(nothing).toMatchObject({ from: 2, to: 2, end: 2, modes: "" });
    expect(performance.now() - asked).toBeGreaterThan(900);
  });

  test("who was overtaken goes on with the newest, at the start of a line, in the modes that hold there", async () => {
    const tap = new TerminalTap();
    tap.push(encoder.encode("shell\x1b[?1049h"));
    for (let index = 0; index < 5000; index += 100) tap.push(lines(index, index + 100));
    const { bytes, from, to, end, modes } = await tap.read(10);
    expect(end).toBe(13 + 5000 * 64);
    expect(to).toBe(end);
    expect(from).toBeGreaterThan(end - ANSWER);
    expect(decoder.decode(bytes).startsWith(line(5000 - (to - from) / 64))).toBe(true);
    expect(modes).toContain("\x1b[?1049h");
  });

  test("who comes late gets all that is kept, from the start of a line on", async () => {
    const tap = new TerminalTap();
    tap.push(lines(0, 5000));
    const { bytes, from, modes } = await tap.read(null);
    expect(from).toBeGreaterThanOrEqual(5000 * 64 - KEPT);
    expect(from).toBeLessThan(5000 * 64 - KEPT + 65);
    expect(decoder.decode(bytes)).toStartWith(line(from / 64));
    expect(modes).toContain("\x1b[?1047l");
  });

  test("of too many that wait the oldest goes, and at the end all", async () => {
    const tap = new TerminalTap();
    const began = performance.now();
    const asked = Array.from({ length: 6 }, () => tap.read(0));
    expect(await Promise.all(asked.slice(0, 2).map(async (one) => (await one).bytes.length))).toEqual([0, 0]);
    expect(performance.now() - began).toBeLessThan(500);
    tap.close();
    expect((await Promise.all(asked)).map(({ to }) => to)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
