/** What a pager is given of lines: a text that is bounded, and clean. */

import { cleanText, styledText } from "./clean-text.ts";

/** How much may be paged. */
export interface PageLimits {
  readonly lines: number;
  readonly characters: number;
}

/** The newest lines that fit, below a line that counts the others. `styles`: colours and attributes stay. */
export function pageText(lines: readonly string[], styles: boolean, limits: PageLimits): string {
  let first = lines.length;
  let characters = 0;
  while (first > 0 && lines.length - first < limits.lines) {
    characters += (lines[first - 1] ?? "").length + 1;
    if (characters > limits.characters) break;
    first -= 1;
  }
  const clean = styles ? styledText : cleanText;
  const kept = lines.slice(first).map((line) => clean(line));
  if (first > 0) kept.unshift(`(older lines that are left out here: ${first.toLocaleString("en")})`);
  return `${kept.join("\n")}\n`;
}
