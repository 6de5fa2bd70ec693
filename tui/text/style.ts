/** Styled text: the form in which views describe what is on the screen. */

/** No colour of its own: the terminal's default. */
export const DEFAULT_COLOR = -1;
/** Added to 0xRRGGBB for a true colour; smaller values are palette indices 0..255. */
export const TRUE_COLOR = 0x1000000;

/** Bits of {@link Style.flags}. */
export const styleFlag = {
  bold: 1,
  dim: 2,
  italic: 4,
  underline: 8,
  blink: 16,
  inverse: 32,
  hidden: 64,
  strike: 128,
} as const;

export interface Style {
  /** Palette index 0..255, {@link TRUE_COLOR} + 0xRRGGBB, or {@link DEFAULT_COLOR}. */
  readonly fg: number;
  readonly bg: number;
  readonly flags: number;
}

/** Text in one style. It holds no control characters: see `clean.ts`. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** One row of the screen, from left to right. */
export type Line = readonly Span[];

export const plain: Style = { fg: DEFAULT_COLOR, bg: DEFAULT_COLOR, flags: 0 };

export function span(text: string, style: Style = plain): Span {
  return { text, style };
}

/** The text of a line without its styles. */
export function textOf(line: Line): string {
  return line.map((part) => part.text).join("");
}

export function sameStyle(a: Style, b: Style): boolean {
  return a === b || (a.fg === b.fg && a.bg === b.bg && a.flags === b.flags);
}

/** The line as one that is selected: a bar in one colour, whatever stands in it. */
export function selectedLine(line: Line): Line {
  return line.map((part) =>
    span(part.text, { ...plain, flags: (part.style.flags & styleFlag.bold) | styleFlag.inverse }),
  );
}
