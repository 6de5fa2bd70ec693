/**
 * Escape sequences (ECMA-48, section 5.4; xterm's control sequences) taken out of a line. What is left is the plain text,
 * and beside it, where the line had colours, the same text with the colours only: nothing in it can move the cursor,
 * set a title or ask the terminal a question. Binary data is replaced by a note of how much there was.
 */

const ESC = 0x1b;
const BELL = 0x07;
const TAB = 0x09;

/**
 * Control characters that no text has, from which on a line is taken for binary data, if they are more than one in
 * {@link ODD_SHARE} of its bytes: compressed data has one in ten.
 */
const LEAST_ODD = 4;
const ODD_SHARE = 20;

/** Those that terminals and printers are told something with: bell, backspace, vertical tab, form feed, return. */
function isUsual(byte: number): boolean {
  return byte === BELL || byte === 0x08 || (byte >= 0x0b && byte <= 0x0d) || byte === 0x7f;
}

const encoder = new TextEncoder();

/** What stands in the log in place of binary data. */
function binaryNote(bytes: number): Uint8Array {
  return encoder.encode(`[binary output, ${bytes} bytes]`);
}

/** A line without its escape sequences. The arrays are views on scratch memory: valid until the next call. */
export interface CleanLine {
  readonly plain: Uint8Array;
  /** With its colour sequences (SGR), only where there were any. */
  readonly styled: Uint8Array | undefined;
}

/** Removes escape sequences and control characters; one instance per thread of work, reused for every line. */
export class EscapeCleaner {
  #plain = new Uint8Array(4096);
  #styled = new Uint8Array(4096);

  clean(line: Uint8Array): CleanLine {
    if (!needsCleaning(line, 0, line.length)) return { plain: line, styled: undefined };
    if (this.#plain.length < line.length) {
      this.#plain = new Uint8Array(line.length);
      this.#styled = new Uint8Array(line.length);
    }
    let plainLength = 0;
    let styledLength = 0;
    let coloured = false;
    let odd = 0;
    for (let at = 0; at < line.length; ) {
      const byte = line[at] ?? 0;
      if (byte === ESC) {
        const end = sequenceEnd(line, at);
        if (isColour(line, at, end)) {
          coloured = true;
          this.#styled.set(line.subarray(at, end), styledLength);
          styledLength += end - at;
        }
        at = end;
      } else {
        if ((byte >= 0x20 && byte !== 0x7f) || byte === TAB) {
          this.#plain[plainLength++] = byte;
          this.#styled[styledLength++] = byte;
        } else if (!isUsual(byte)) odd++;
        at++;
      }
    }
    if (odd >= LEAST_ODD && odd * ODD_SHARE > line.length) return { plain: binaryNote(line.length), styled: undefined };
    return {
      plain: this.#plain.subarray(0, plainLength),
      styled: coloured ? this.#styled.subarray(0, styledLength) : undefined,
    };
  }
}

/** Control characters other than tab are rare: most lines pass this test and are not copied. */
export function needsCleaning(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < 0x20 && byte !== TAB) || byte === 0x7f) return true;
  }
  return false;
}

/** Index after the escape sequence that starts at `at`. One that the line's end cuts off ends there. */
function sequenceEnd(line: Uint8Array, at: number): number {
  const kind = line[at + 1];
  if (kind === undefined) return at + 1;
  if (kind === 0x5b) return controlSequenceEnd(line, at + 2);
  // OSC, DCS, SOS, PM, APC: a string up to BEL or ST (ESC \).
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    return stringEnd(line, at + 2);
  }
  // Intermediate bytes, then one final byte (character set selection and the like).
  let end = at + 1;
  while (end < line.length && (line[end] ?? 0) >= 0x20 && (line[end] ?? 0) <= 0x2f) end++;
  return Math.min(end + 1, line.length);
}

/** Parameter bytes 30–3F, intermediate bytes 20–2F, final byte 40–7E; any other byte ends a broken sequence. */
function controlSequenceEnd(line: Uint8Array, from: number): number {
  for (let end = from; end < line.length; end++) {
    const byte = line[end] ?? 0;
    if (byte >= 0x40 && byte <= 0x7e) return end + 1;
    if (byte < 0x20 || byte > 0x7e) return end;
  }
  return line.length;
}

function stringEnd(line: Uint8Array, from: number): number {
  for (let end = from; end < line.length; end++) {
    if (line[end] === BELL) return end + 1;
    if (line[end] === ESC) return line[end + 1] === 0x5c ? end + 2 : end;
  }
  return line.length;
}

/** True for `ESC [ digits ; : m`: Select Graphic Rendition, and nothing else that ends with m. */
function isColour(line: Uint8Array, at: number, end: number): boolean {
  if (end - at < 3 || line[at + 1] !== 0x5b || line[end - 1] !== 0x6d) return false;
  for (let index = at + 2; index < end - 1; index++) {
    const byte = line[index] ?? 0;
    if (!((byte >= 0x30 && byte <= 0x39) || byte === 0x3b || byte === 0x3a)) return false;
  }
  return true;
}
