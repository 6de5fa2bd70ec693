/** A terminal's screen as an SVG picture. */

import { escape as escapeText } from "es-toolkit";

/** Characters in a row that look alike. Colours: 0xRRGGBB; null: the terminal's own. */
export interface PictureRun {
  readonly text: string;
  readonly column: number;
  readonly columns: number;
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
}

const CELL = { width: 8.4, height: 18 };
const FONT = 14;
const PADDING = 10;
const colours = { background: 0x14161b, foreground: 0xd7dae0 };

/** The palette of xterm, in colours that read well on the picture's background: 0 to 15. */
const palette: readonly number[] = [
  0x14161b, 0xe06c75, 0x98c379, 0xd19a66, 0x61afef, 0xc678dd, 0x56b6c2, 0xabb2bf, 0x7f848e, 0xff7b86, 0xb5e890,
  0xf2cc60, 0x82c4ff, 0xe29bf2, 0x7fdbe6, 0xffffff,
];
const cube = [0, 95, 135, 175, 215, 255];

/** The colour of a number of the palette of 256. */
export function paletteColour(index: number): number {
  if (index < 16) return palette[index] ?? colours.foreground;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const part = (by: number) => cube[Math.floor((index - 16) / by) % 6] ?? 0;
  return (part(36) << 16) | (part(6) << 8) | part(1);
}

const hex = (colour: number) => `#${colour.toString(16).padStart(6, "0")}`;

/** `rows` of a screen of so many columns. `title`: for who does not see it. */
export function picture(rows: readonly (readonly PictureRun[])[], columns: number, title: string): string {
  const width = Math.ceil(columns * CELL.width + 2 * PADDING);
  const height = Math.ceil(rows.length * CELL.height + 2 * PADDING);
  const body = rows.flatMap((runs, row) => runs.flatMap((run) => drawn(run, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${FONT}" xml:space="preserve">
<title>${escapeText(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${hex(colours.background)}"/>
${body.join("\n")}
</svg>
`;
}

function drawn({ text, column, columns, foreground, background, bold }: PictureRun, row: number): string[] {
  const x = (PADDING + column * CELL.width).toFixed(1);
  const y = PADDING + row * CELL.height;
  const width = (columns * CELL.width).toFixed(1);
  const result: string[] = [];
  if (background !== null)
    result.push(`<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${hex(background)}"/>`);
  if (text.trim() !== "") {
    const weight = bold ? ' font-weight="bold"' : "";
    const fill = hex(foreground ?? colours.foreground);
    result.push(
      `<text x="${x}" y="${y + 13.5}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${fill}"${weight}>${escapeText(text)}</text>`,
    );
  }
  return result;
}

/** What inverse makes of two colours. */
export function inverted(run: PictureRun): PictureRun {
  return { ...run, foreground: run.background ?? colours.background, background: run.foreground ?? colours.foreground };
}
