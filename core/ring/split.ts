/** Cuts a line that is too long for one record into pieces. Pure functions on bytes. */

import { byteAt } from "./elements.ts";
/** Where a piece ends, in the plain and in the styled bytes; it starts where the one before ended. */
export interface Cut {
  readonly plain: number;
  readonly styled: number;
}

const ESC = 0x1b;
const BEL = 0x07;

/**
 * Cuts so that no piece has more than `limit` plain or `limit` styled bytes (`limit` ≥ 4), never inside a UTF-8 sequence
 * or an escape sequence, and both texts at the same character. Only what is no proper text is cut anywhere: runs of
 * more than three continuation bytes, and an escape sequence longer than `limit`.
 */
export function cutLine(plain: Uint8Array, styled: Uint8Array, limit: number): Cut[] {
  const cuts: Cut[] = [];
  let last: Cut = { plain: 0, styled: 0 };
  let plainEnd = 0;
  let styledEnd = 0;
  const close = () => {
    last = { plain: plainEnd, styled: styledEnd };
    cuts.push(last);
  };
  while (styledEnd < styled.length) {
    const unit = Math.min(unitLength(styled, styledEnd), limit);
    const shown = startsWith(plain, plainEnd, styled, styledEnd, unit) ? unit : 0;
    if (styledEnd + unit - last.styled > limit || plainEnd + shown - last.plain > limit) close();
    styledEnd += unit;
    plainEnd += shown;
  }
  // What the styled bytes did not account for: all of a line without colours.
  while (plain.length - last.plain > limit) {
    plainEnd = Math.max(plainEnd, characterStart(plain, last.plain + limit, last.plain));
    close();
  }
  plainEnd = plain.length;
  close();
  return cuts;
}

/** Bytes of the escape sequence (ECMA-48, sections 5.4 and 5.6) or of the UTF-8 sequence that starts at `start`. */
function unitLength(bytes: Uint8Array, start: number): number {
  const first = byteAt(bytes, start);
  if (first !== ESC) return utf8Length(bytes, start);
  const kind = byteAt(bytes, start + 1);
  let end = start + 2;
  if (kind === 0x5b) {
    // CSI: parameters and intermediates, then a final byte.
    while (end < bytes.length && !isBetween(bytes[end], 0x40, 0x7e)) end++;
    end++;
  } else if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    // OSC, DCS, SOS, PM, APC: up to BEL or ST.
    while (end < bytes.length && bytes[end] !== BEL && bytes[end] !== ESC) end++;
    end += bytes[end] === ESC ? 2 : 1;
  } else {
    while (end < bytes.length && isBetween(bytes[end - 1], 0x20, 0x2f)) end++;
  }
  return Math.min(end, bytes.length) - start;
}

/** Bytes of the UTF-8 sequence (RFC 3629) at `start`, as far as its continuation bytes are there. */
function utf8Length(bytes: Uint8Array, start: number): number {
  const first = byteAt(bytes, start);
  const wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  let length = 1;
  while (length < wanted && isContinuation(bytes[start + length])) length++;
  return length;
}

/** The last start of a character at or before `at`; `at` itself where none is near. */
function characterStart(bytes: Uint8Array, at: number, floor: number): number {
  for (let start = at; start > floor && start > at - 4; start--) {
    if (!isContinuation(bytes[start])) return start;
  }
  return at;
}

function startsWith(plain: Uint8Array, at: number, styled: Uint8Array, from: number, length: number): boolean {
  if (styled[from] === ESC) return false;
  for (let index = 0; index < length; index++) {
    if (plain[at + index] !== styled[from + index]) return false;
  }
  return true;
}

function isContinuation(byte: number | undefined): boolean {
  return isBetween(byte, 0x80, 0xbf);
}

function isBetween(byte: number | undefined, low: number, high: number): boolean {
  return byte !== undefined && byte >= low && byte <= high;
}
