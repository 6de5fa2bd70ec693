/**
 * Makes control characters visible, so that no byte of a child can move the cursor, change the title or ask the terminal
 * something. What leaves here holds only characters that take their place in a cell.
 */

/** Columns between tab stops, counted from the start of the text. */
const TAB = 8;

// C0, DEL, C1, line and paragraph separators, and the bidirectional controls, which would reorder the rest of the row.
const unsafe = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/;
const unsafeAll = new RegExp(unsafe.source, "g");
const notAscii = /[^\x20-\x7e]/gu;

/**
 * @param column Where the text starts, for its tabs.
 * @param unicode False: everything outside ASCII becomes `?`, as the terminal cannot show it.
 */
export function clean(text: string, column: number, unicode: boolean): string {
  let result = text;
  if (unsafe.test(text)) result = replaceControls(text, column, unicode);
  if (!result.isWellFormed()) result = result.toWellFormed();
  return unicode ? result : result.replace(notAscii, "?");
}

function replaceControls(text: string, column: number, unicode: boolean): string {
  let shift = column;
  return text.replace(unsafeAll, (character, offset: number) => {
    const code = character.charCodeAt(0);
    if (code === 9) {
      // Exact for one-column characters before the tab, which is what aligned output uses.
      const at = offset + shift;
      const columns = TAB - (at % TAB);
      shift += columns - 1;
      return " ".repeat(columns);
    }
    if (code < 0x20) {
      if (unicode) return String.fromCharCode(0x2400 + code);
      shift += 1;
      return `^${String.fromCharCode(0x40 + code)}`;
    }
    if (code === 0x7f) return unicode ? "\u2421" : "?";
    return "\ufffd";
  });
}
