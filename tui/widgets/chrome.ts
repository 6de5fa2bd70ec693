/** Puts styled lines into blessed's cells: the part of the screen that blessed draws. */

import { fitLine } from "../text/cut.ts";
import { DEFAULT_COLOR, type Style, styleFlag, TRUE_COLOR } from "../text/style.ts";
import { cellsOf, isAscii } from "../text/width.ts";
import type { Block } from "../views/index.ts";
import type { BlessedScreen } from "./blessed.ts";

type Cells = Pick<BlessedScreen, "lines" | "olines">;

const blessedFlags: readonly (readonly [number, number])[] = [
  [styleFlag.bold, 1],
  [styleFlag.underline, 2],
  [styleFlag.blink, 4],
  [styleFlag.inverse, 8],
  [styleFlag.hidden, 16],
];

/** blessed's packed attributes: 9 bits of flags, 9 of foreground, 9 of background; 0x1ff is the default colour. */
export function attributesOf(style: Style): number {
  const color = (value: number) => (value === DEFAULT_COLOR || value >= TRUE_COLOR ? 0x1ff : value);
  const flags = blessedFlags.reduce((bits, [ours, theirs]) => (style.flags & ours ? bits | theirs : bits), 0);
  return (flags << 18) | (color(style.fg) << 9) | color(style.bg);
}

/** Styles are few, and the same objects again and again. */
const known = new WeakMap<Style, number>();

function knownAttributes(style: Style): number {
  const attributes = known.get(style) ?? attributesOf(style);
  known.set(style, attributes);
  return attributes;
}

/** A character that is never on a screen: makes blessed write the cell again. */
const STALE = "\0";

/** `painted`: blocks that stand there already, the very same. */
export function paint(screen: Cells, blocks: readonly Block[], painted: readonly Block[] = []): void {
  for (const block of blocks) {
    if (painted.includes(block)) continue;
    for (let row = 0; row < block.rect.height; row += 1) paintRow(screen, block, row);
  }
}

function paintRow(screen: Cells, block: Block, row: number): void {
  const y = block.rect.y + row;
  const line = screen.lines[y];
  const shown = screen.olines[y];
  if (line === undefined || shown === undefined) return;
  let x = block.rect.x;
  const put = (attributes: number, character: string) => {
    const cell = line[x];
    if (cell !== undefined) {
      cell[0] = attributes;
      cell[1] = character;
    }
    x += 1;
  };
  for (const part of fitLine(block.lines[row] ?? [], block.rect.width)) {
    const attributes = knownAttributes(part.style);
    // Most of it: one character, one column.
    if (isAscii(part.text)) {
      for (let at = 0; at < part.text.length; at += 1) put(attributes, part.text.charAt(at));
      continue;
    }
    for (const cell of cellsOf(part.text)) {
      if (cell.width === 0) continue;
      put(attributes, cell.text);
      if (cell.width === 1) continue;
      // The second half is an empty cell. blessed counts a cell as a column, so it must never skip one half alone.
      put(attributes, "");
      for (const half of [shown[x - 2], shown[x - 1]]) if (half !== undefined) half[1] = STALE;
    }
  }
  line.dirty = true;
}
