/** Colours for terminals that have fewer: the nearest that they have. Pure. */

import { DEFAULT_COLOR, TRUE_COLOR } from "./style.ts";

/** How many colours a terminal can show: the palette of 16, that of 256, or any. */
export type Depth = 16 | 256 | "any";

/** xterm's first 16 colours (XTerm-col.ad), as 0xRRGGBB. Themes change them; which is meant is told by these. */
const first: readonly number[] = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00,
  0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];
/** Steps of the cube of 6x6x6 behind them (xterm, 256colres). */
const steps: readonly number[] = [0, 95, 135, 175, 215, 255];

/** The colour of a number of the palette, as 0xRRGGBB. */
function rgbOf(index: number): number {
  if (index < 16) return first[index] ?? 0;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const step = (by: number) => steps[Math.floor((index - 16) / by) % 6] ?? 0;
  return (step(36) << 16) | (step(6) << 8) | step(1);
}

function distance(a: number, b: number): number {
  const part = (shift: number) => ((a >> shift) & 255) - ((b >> shift) & 255);
  return part(16) ** 2 + part(8) ** 2 + part(0) ** 2;
}

function nearest(value: number, from: number, to: number): number {
  let best = from;
  for (let index = from; index < to; index += 1) {
    if (distance(value, rgbOf(index)) < distance(value, rgbOf(best))) best = index;
  }
  return best;
}

const known = { 16: new Map<number, number>(), 256: new Map<number, number>() };
/** Colours that are remembered at each depth; more are worked out anew: pictures have thousands. */
const MAX_KNOWN = 4_096;

/** A style's colour as the terminal can show it. */
export function reduced(color: number, depth: Depth): number {
  if (depth === "any" || color === DEFAULT_COLOR || color < depth) return color;
  const found = known[depth].get(color);
  if (found !== undefined) return found;
  const value = color >= TRUE_COLOR ? color - TRUE_COLOR : rgbOf(color);
  // The first 16 are the user's own colours: of 256 only those that are what they are everywhere are taken.
  const result = depth === 16 ? nearest(value, 0, 16) : nearest(value, 16, 256);
  if (known[depth].size < MAX_KNOWN) known[depth].set(color, result);
  return result;
}
