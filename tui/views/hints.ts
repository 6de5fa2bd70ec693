/** The lowest line: keys that work here and now, and where MCP listens. */

import { activeBindings, hintWord, keyLabel } from "../active-keys.ts";
import type { Binding } from "../keys.ts";
import type { Model } from "../model.ts";
import { fitLine, spread } from "../text/cut.ts";
import { type Line, type Span, span } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { themeOf } from "./theme.ts";

interface Hint {
  readonly key: string;
  readonly word: string;
  readonly weight: number;
}

function hintOf(binding: Binding, model: Model): Hint | null {
  const word = hintWord(binding, model);
  const key = binding.keys[0];
  if (word === null || key === undefined) return null;
  return { key: keyLabel(key, model.unicode), word, weight: binding.weight };
}

/** The hints that fit, in the order of the table: the least important go first. Two keys never offer the same. */
export function hintsThatFit(model: Model, width: number): Hint[] {
  const seen = new Set<string>();
  let hints: Hint[] = [];
  for (const binding of activeBindings(model)) {
    const hint = hintOf(binding, model);
    if (hint === null || seen.has(hint.word)) continue;
    seen.add(hint.word);
    hints.push(hint);
  }
  const columns = () =>
    hints.reduce((sum, hint) => sum + widthOf(hint.key) + 1 + hint.word.length, 2 * (hints.length - 1) + 1);
  while (hints.length > 0 && columns() > width) {
    const least = hints.reduce((low, hint) => (hint.weight <= low.weight ? hint : low));
    hints = hints.filter((hint) => hint !== least);
  }
  return hints;
}

export function hintsView(model: Model, width: number): Line {
  const theme = themeOf(model.colors);
  const mcp = model.mcpPort === null ? "" : `mcp :${model.mcpPort} `;
  // A tiny terminal needs its keys more than the port.
  const right: Line = mcp.length * 3 <= width ? [span(mcp, theme.dim)] : [];
  const room = width - (right.length > 0 ? mcp.length + 2 : 0);
  const left: Span[] = [];
  for (const hint of hintsThatFit(model, room)) {
    left.push(span(left.length === 0 ? " " : "  "), span(hint.key, theme.accent), span(` ${hint.word}`, theme.dim));
  }
  return right.length > 0 ? spread(left, right, width) : fitLine(left, width);
}
