import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LineSplitter, MAX_PENDING_BYTES } from "../../../src/logs/lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

interface Line {
  text: string;
  unfinished: boolean;
}

function split(chunks: readonly Uint8Array[]): Line[] {
  const lines: Line[] = [];
  const splitter = new LineSplitter((bytes, start, end, unfinished) => {
    lines.push({ text: decoder.decode(bytes.subarray(start, end)), unfinished });
  });
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

const texts = (...chunks: string[]) => split(chunks.map((chunk) => encoder.encode(chunk))).map((line) => line.text);

describe("lines", () => {
  test("end with \\n or \\r\\n; an open last one counts; empty ones are kept", () => {
    expect(texts("one\ntwo\r\n\nthree")).toEqual(["one", "two", "", "three"]);
  });

  test("a lone \\r starts the line anew: only its last state is kept", () => {
    expect(texts("10 %\r50 %\r100 %\n")).toEqual(["100 %"]);
    expect(texts("10 %\r50 %\r\n")).toEqual(["50 %"]);
    expect(texts("\r\r\n")).toEqual([""]);
  });

  test("do not depend on where the chunks are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "ü", "😀", "\n", "\r", "\r\n", "word "), { maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (parts, cuts) => {
          const bytes = encoder.encode(parts.join(""));
          const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
          const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end));
          expect(split(chunks)).toEqual(split([bytes]));
        },
      ),
    );
  });

  test("longer than the store come in pieces that split no character and lose nothing", () => {
    const long = "abü€😀".repeat(30_000);
    const bytes = encoder.encode(`${long}\nnext\n`);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 10_007) chunks.push(bytes.slice(at, at + 10_007));
    const lines = split(chunks);
    expect(lines.at(-1)).toEqual({ text: "next", unfinished: false });
    const pieces = lines.slice(0, -1);
    expect(pieces.map((piece) => piece.text).join("")).toBe(long);
    expect(pieces.map((piece) => piece.unfinished)).toEqual(pieces.map((_, index) => index < pieces.length - 1));
    expect(Math.max(...pieces.map((piece) => encoder.encode(piece.text).length))).toBeLessThanOrEqual(
      MAX_PENDING_BYTES,
    );
  });

  test("a progress bar without newlines does not grow", () => {
    const lines: string[] = [];
    const splitter = new LineSplitter((bytes, start, end) => lines.push(decoder.decode(bytes.subarray(start, end))));
    for (let percent = 0; percent < 20_000; percent++) splitter.push(encoder.encode(`\rprogress ${percent}`));
    splitter.push(encoder.encode("\n"));
    expect(lines).toEqual(["progress 19999"]);
  });
});
