/** The mouse for a program that has asked for it: reports of our terminal in the program's coordinates and form. Pure. */

import type { Rect } from "../layout.ts";
import type { InputModes } from "./emulator.ts";

/** A report as our terminal sends it; column and row from 0. */
export interface MouseReport {
  /** Button with its modifiers (xterm, ctlseqs: mouse tracking). */
  readonly code: number;
  readonly x: number;
  readonly y: number;
  readonly released: boolean;
}

/** Bits of a code: shift, alt and ctrl are 4, 8 and 16. */
const MOTION = 32;
const WHEEL = 64;
/** The largest coordinate of the old form: a byte, less 32. */
const MAX_OLD = 223;

/** Undefined: it is no report in SGR form, which is the one that the screen asks for. */
export function parseMouse(sequence: string): MouseReport | undefined {
  const [, code, x, y, final] = /^\x1b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])$/.exec(sequence) ?? [];
  if (code === undefined || x === undefined || y === undefined) return undefined;
  return { code: Number(code), x: Number(x) - 1, y: Number(y) - 1, released: final === "m" };
}

/** -1 up, 1 down, 0: it is no turn of the wheel. */
export function wheelOf({ code }: MouseReport): -1 | 0 | 1 {
  const button = code & ~(4 | 8 | 16);
  return button === WHEEL ? -1 : button === WHEEL + 1 ? 1 : 0;
}

export function isPress({ code, released }: MouseReport): boolean {
  return !released && (code & (MOTION | WHEEL)) === 0;
}

/** The report with its place inside of the rectangle: somebody who draws the mouse out of it holds on to its edge. */
export function within(report: MouseReport, rect: Rect): MouseReport {
  const inside = (at: number, start: number, length: number) => Math.max(0, Math.min(at - start, length - 1));
  return { ...report, x: inside(report.x, rect.x, rect.width), y: inside(report.y, rect.y, rect.height) };
}

/** What the program is sent for it; null: it has not asked for that. */
export function mouseFor({ code, x, y, released }: MouseReport, { mouse, sgrMouse }: InputModes): Uint8Array | null {
  if (mouse === "none") return null;
  if (mouse === "x10" && (released || code > 2)) return null;
  if (mouse === "vt200" && (code & MOTION) !== 0) return null;
  if (sgrMouse) return new TextEncoder().encode(`\x1b[<${code};${x + 1};${y + 1}${released ? "m" : "M"}`);
  if (x >= MAX_OLD || y >= MAX_OLD) return null;
  // The old form does not say which button was released.
  const button = released ? (code & ~3) | 3 : code;
  return new Uint8Array([0x1b, 0x5b, 0x4d, 32 + button, 33 + x, 33 + y]);
}
