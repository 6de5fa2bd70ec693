/**
 * Writes styled rows into a rectangle of the terminal, in the colours they have and at the widths that terminals use.
 * Rows that read as before are not written again.
 */

import type { Colors } from "../model.ts";
import { cutLine, lineWidth } from "../text/cut.ts";
import { type Depth, reduced } from "../text/palette.ts";
import { encodeSgr } from "../text/sgr.ts";
import { DEFAULT_COLOR, type Line, type Style } from "../text/style.ts";
import { cellsOf, isAscii } from "../text/width.ts";
import type { Block } from "../views/index.ts";

export class CellWriter {
  readonly #color: boolean;
  readonly #depth: Depth;
  #written: string[] = [];

  /** `depth`: what of other programs' colours the terminal can show. */
  constructor(colors: Colors, depth: Depth = "any") {
    this.#color = colors !== "none";
    this.#depth = depth;
  }

  /** The terminal was cleared: everything has to be written again. */
  reset(): void {
    this.#written = [];
  }

  /** The bytes that bring the rectangle from what it shows to `block`. It must reach the right edge of the terminal. */
  draw(block: Block): string {
    const { x, y, width, height } = block.rect;
    let bytes = "";
    for (let row = 0; row < height; row += 1) {
      const text = this.#encode(block.lines[row] ?? [], x, width);
      if (this.#written[row] === text) continue;
      // Cleared rows need nothing to become empty.
      if (text !== "" || this.#written[row] !== undefined)
        bytes += `\x1b[${y + row + 1};${x + 1}H${text}${this.#clearRest(block, row)}`;
      this.#written[row] = text;
    }
    // No automatic wrapping: a row that a terminal finds wider than we do stays in its row.
    return bytes === "" ? "" : `\x1b[?7l${bytes}\x1b[?7h`;
  }

  /** Erases what an earlier, longer row left; not after a full row, where it would take the last character. */
  #clearRest(block: Block, row: number): string {
    return lineWidth(cutLine(block.lines[row] ?? [], block.rect.width)) < block.rect.width ? "\x1b[K" : "";
  }

  #shown(style: Style): Style {
    if (!this.#color) return { ...style, fg: DEFAULT_COLOR, bg: DEFAULT_COLOR };
    const [fg, bg] = [reduced(style.fg, this.#depth), reduced(style.bg, this.#depth)];
    return fg === style.fg && bg === style.bg ? style : { ...style, fg, bg };
  }

  #encode(line: Line, x: number, width: number): string {
    let bytes = "";
    let column = x;
    let styled = false;
    for (const part of cutLine(line, width)) {
      const sgr = encodeSgr(this.#shown(part.style));
      if (styled || sgr !== "\x1b[m") bytes += sgr;
      styled = sgr !== "\x1b[m";
      if (isAscii(part.text)) {
        bytes += part.text;
        column += part.text.length;
        continue;
      }
      for (const cell of cellsOf(part.text)) {
        const at = column + 1;
        column += cell.width;
        // Where terminals disagree, its place is blanked first and the next character is told its column.
        if (cell.certain) bytes += cell.text;
        else bytes += `${" ".repeat(cell.width)}\x1b[${at}G${cell.text}\x1b[${column + 1}G`;
      }
    }
    return styled ? `${bytes}\x1b[m` : bytes;
  }
}
