/**
 * How many cells the emulator gives a character: as many as the screen counts, so that what it lays out stands where it is drawn. Its
 * own tables are of 2009 and know no emoji.
 */

import type { IUnicodeVersionProvider } from "@xterm/headless";
import { codePointWidth } from "../text/width.ts";

/** For the Basic Multilingual Plane, one more than the width; 0: not looked at yet. */
const known = new Uint8Array(0x10000);

function wcwidth(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x7f) return codePoint < 0x20 ? 0 : 1;
  const width = known[codePoint];
  if (width === 1) return 0;
  if (width === 2) return 1;
  if (width === 3) return 2;
  const found = codePointWidth(String.fromCodePoint(codePoint));
  if (codePoint < known.length) known[codePoint] = found + 1;
  return found;
}

/** Characters that join one: bounds what a cell holds. More of them than any script has stand by themselves. */
const MAX_JOINED = 31;

/**
 * What the emulator knows of a character in its packed form: bit 0 says that it joins the one before, bits 1 and 2 are the width, those
 * above are ours: how many have joined so far.
 */
function packed(width: number, joined: number): number {
  return (joined << 3) | (width << 1) | (joined > 0 ? 1 : 0);
}

/** One code point, one cell or two, as programs count with `wcwidth`; what has no width joins the character before it. */
export const widths: IUnicodeVersionProvider = {
  version: "brum",
  wcwidth,
  charProperties(codePoint, preceding) {
    const width = wcwidth(codePoint);
    const before = (preceding >> 1) & 3;
    if (width > 0 || before === 0) return packed(width, 0);
    const joined = (preceding >> 3) + 1;
    return joined > MAX_JOINED ? packed(1, 0) : packed(before, joined);
  },
};
