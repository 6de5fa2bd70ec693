/** The styles of the screen: one accent, red and yellow for errors and warnings alone, grey for what is secondary. */

import type { Colors } from "../model.ts";
import { DEFAULT_COLOR, plain, type Style, styleFlag } from "../text/style.ts";

export interface Theme {
  readonly plain: Style;
  readonly dim: Style;
  readonly accent: Style;
  readonly title: Style;
  readonly error: Style;
  readonly warn: Style;
  readonly good: Style;
  /** What a search has found in a line. */
  readonly found: Style;
  /** The tab that is open. */
  readonly current: Style;
  /** Names of sources before log lines, by their place in the list. */
  readonly sources: readonly Style[];
}

function make(colors: Colors): Theme {
  const style = (fg: number, flags = 0): Style => ({
    fg: colors === "none" ? DEFAULT_COLOR : fg,
    bg: DEFAULT_COLOR,
    flags,
  });
  const accent = colors === "256" ? 81 : 6;
  return {
    plain,
    // A grey that reads on dark and on light; the attribute "dim" is missing in too many terminals.
    dim: style(colors === "256" ? 245 : 8),
    accent: style(accent),
    title: style(accent, styleFlag.bold),
    error: style(9, styleFlag.bold),
    warn: style(11),
    good: style(2),
    // Black on yellow reads on light and dark; without colours it is inverse.
    found: colors === "none" ? style(0, styleFlag.inverse) : { fg: 0, bg: 11, flags: 0 },
    current: style(accent, styleFlag.bold | styleFlag.underline),
    sources: [6, 2, 5, 12, 14, 10, 13, 4].map((color) => style(color)),
  };
}

const themes: Readonly<Record<Colors, Theme>> = { none: make("none"), "16": make("16"), "256": make("256") };

export function themeOf(colors: Colors): Theme {
  return themes[colors];
}
