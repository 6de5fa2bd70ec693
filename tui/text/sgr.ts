/**
 * Escape sequences of a log line: select graphic rendition (ECMA-48 8.3.117, with the xterm extensions for 256 and true
 * colours) becomes style, every other sequence is left out, as it would act on the whole terminal.
 */

import { clean } from "./clean.ts";
import { DEFAULT_COLOR, type Line, plain, type Span, type Style, sameStyle, styleFlag, TRUE_COLOR } from "./style.ts";
import { widthOf } from "./width.ts";

// CSI; then the string sequences (OSC, DCS, SOS, PM, APC) up to BEL or ST or the end of the line; then two-character ones.
const sequence = /\x1b(?:\[([0-?]*)[ -/]*([@-~]?)|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]+[0-~]?|[0-OQ-WYZ\\`-~]?)/g;

/** Splits a line with escape sequences into clean spans. `unicode` as in `clean`. */
export function parseStyled(text: string, unicode: boolean): Line {
  const spans: Span[] = [];
  let style = plain;
  let column = 0;
  let from = 0;
  const add = (raw: string) => {
    if (raw === "") return;
    const cleaned = clean(raw, column, unicode);
    column += widthOf(cleaned);
    const last = spans.at(-1);
    if (last !== undefined && sameStyle(last.style, style)) {
      spans[spans.length - 1] = { text: last.text + cleaned, style };
    } else {
      spans.push({ text: cleaned, style });
    }
  };
  for (const match of text.matchAll(sequence)) {
    add(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m" && match[1] !== undefined) style = applySgr(style, match[1]);
  }
  add(text.slice(from));
  return spans;
}

/** The style after one SGR sequence with these parameters (`1;38;5;196`, `38:2::255:0:0`). */
function applySgr(style: Style, parameters: string): Style {
  if (!/^[\d;:]*$/.test(parameters)) return style;
  let { fg, bg, flags } = style;
  const parts = parameters.split(";");
  for (let index = 0; index < parts.length; index += 1) {
    const subs = (parts[index] ?? "").split(":").map((value) => (value === "" ? -1 : Number(value)));
    const code = Math.max(subs[0] ?? 0, 0);
    if (code === 38 || code === 48) {
      const color = subs.length > 1 ? colonColor(subs) : semicolonColor(parts, index);
      if (subs.length === 1) index += semicolonLength(parts, index);
      if (color === undefined) continue;
      if (code === 38) fg = color;
      else bg = color;
    } else if (code === 0) {
      fg = DEFAULT_COLOR;
      bg = DEFAULT_COLOR;
      flags = 0;
    } else if (code >= 30 && code <= 37) fg = code - 30;
    else if (code >= 90 && code <= 97) fg = code - 82;
    else if (code === 39) fg = DEFAULT_COLOR;
    else if (code >= 40 && code <= 47) bg = code - 40;
    else if (code >= 100 && code <= 107) bg = code - 92;
    else if (code === 49) bg = DEFAULT_COLOR;
    else if (code === 4 && subs[1] === 0) flags &= ~styleFlag.underline;
    else flags = applyFlag(flags, code);
  }
  return { fg, bg, flags };
}

const setFlags: Readonly<Record<number, number>> = {
  1: styleFlag.bold,
  2: styleFlag.dim,
  3: styleFlag.italic,
  4: styleFlag.underline,
  5: styleFlag.blink,
  6: styleFlag.blink,
  7: styleFlag.inverse,
  8: styleFlag.hidden,
  9: styleFlag.strike,
  21: styleFlag.underline,
};

const clearFlags: Readonly<Record<number, number>> = {
  22: styleFlag.bold | styleFlag.dim,
  23: styleFlag.italic,
  24: styleFlag.underline,
  25: styleFlag.blink,
  27: styleFlag.inverse,
  28: styleFlag.hidden,
  29: styleFlag.strike,
};

function applyFlag(flags: number, code: number): number {
  return (flags | (setFlags[code] ?? 0)) & ~(clearFlags[code] ?? 0);
}

function rgb(red: number | undefined, green: number | undefined, blue: number | undefined): number {
  const byte = (value: number | undefined) => Math.min(Math.max(value ?? 0, 0), 255);
  return TRUE_COLOR + (byte(red) << 16) + (byte(green) << 8) + byte(blue);
}

function palette(index: number | undefined): number | undefined {
  return index !== undefined && index >= 0 && index <= 255 ? index : undefined;
}

/** ISO 8613-6: `38:5:n`, `38:2:r:g:b`, `38:2:space:r:g:b`. */
function colonColor(subs: readonly number[]): number | undefined {
  if (subs[1] === 5) return palette(subs[2]);
  if (subs[1] !== 2) return undefined;
  return subs.length > 5 ? rgb(subs[3], subs[4], subs[5]) : rgb(subs[2], subs[3], subs[4]);
}

function semicolonLength(parts: readonly string[], at: number): number {
  const kind = parts[at + 1];
  return kind === "5" ? 2 : kind === "2" ? 4 : 1;
}

function semicolonColor(parts: readonly string[], at: number): number | undefined {
  const value = (offset: number) => Number(parts[at + offset] ?? "");
  if (parts[at + 1] === "5") return palette(value(2));
  if (parts[at + 1] === "2") return rgb(value(2), value(3), value(4));
  return undefined;
}

function colorCodes(color: number, base: 30 | 40): string {
  if (color >= TRUE_COLOR) {
    const value = color - TRUE_COLOR;
    return `;${base + 8};2;${value >> 16};${(value >> 8) & 255};${value & 255}`;
  }
  if (color >= 16) return `;${base + 8};5;${color}`;
  return `;${color < 8 ? base + color : base + 52 + color}`;
}

const flagCodes = Object.entries(setFlags).filter(([code]) => code !== "6" && code !== "21");

/** The sequence that switches to a style from any other. */
export function encodeSgr(style: Style): string {
  let codes = "0";
  for (const [code, bit] of flagCodes) if (style.flags & bit) codes += `;${code}`;
  if (style.fg !== DEFAULT_COLOR) codes += colorCodes(style.fg, 30);
  if (style.bg !== DEFAULT_COLOR) codes += colorCodes(style.bg, 40);
  return `\x1b[${codes === "0" ? "" : codes}m`;
}
