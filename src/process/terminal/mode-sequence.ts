/** Reads the escape sequences that change a terminal's modes: DECSET, DECRST, and the two resets. Pure; nothing is made for other sequences. */

export const ESCAPE = 0x1b;
/** Bytes of a sequence that is read: programs set a handful of modes at once. */
export const MAX_SEQUENCE = 64;

const LEFT_BRACKET = 0x5b;
const QUESTION = 0x3f;
const EXCLAMATION = 0x21;
const SEMICOLON = 0x3b;
const ZERO = 0x30;
/** Final bytes: DECSET, DECRST, DECSTR, RIS. */
const [SET, RESET, SOFT, HARD] = [0x68, 0x6c, 0x70, 0x63];

/** What a sequence does; `end`: index behind it. */
export type ModeSequence =
  | { readonly kind: "set"; readonly modes: readonly number[]; readonly end: number }
  | { readonly kind: "reset"; readonly modes: readonly number[]; readonly end: number }
  | { readonly kind: "soft-reset"; readonly end: number }
  | { readonly kind: "hard-reset"; readonly end: number };

/** The sequence that begins with the ESC at `start`. `open`: it goes on behind these bytes. Null: it is another, or none. */
export function modeSequence(bytes: Uint8Array, start: number): ModeSequence | "open" | null {
  const end = Math.min(bytes.length, start + MAX_SEQUENCE);
  const unfinished = end < start + MAX_SEQUENCE ? "open" : null;
  if (start + 1 >= end) return unfinished;
  if (bytes[start + 1] === HARD) return { kind: "hard-reset", end: start + 2 };
  if (bytes[start + 1] !== LEFT_BRACKET) return null;
  if (start + 2 >= end) return unfinished;
  const third = bytes[start + 2];
  if (third === EXCLAMATION) {
    if (start + 3 >= end) return unfinished;
    return bytes[start + 3] === SOFT ? { kind: "soft-reset", end: start + 4 } : null;
  }
  if (third !== QUESTION) return null;
  const modes: number[] = [];
  let mode = 0;
  for (let at = start + 3; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte < ZERO + 10) {
      mode = mode * 10 + byte - ZERO;
      continue;
    }
    modes.push(mode);
    mode = 0;
    if (byte === SEMICOLON) continue;
    if (byte !== SET && byte !== RESET) return null;
    return { kind: byte === SET ? "set" : "reset", modes, end: at + 1 };
  }
  return unfinished;
}
