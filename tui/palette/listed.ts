/** What the palette lists, and in which order. Pure. */

import type { Choices } from "../choose/chooser.ts";
import { beginsWords, fit, rank } from "../choose/fuzzy.ts";
import type { Offer } from "./offers.ts";

/** What is listed for a text. */
export interface Listed extends Omit<Choices, "rows"> {
  readonly offers: readonly Offer[];
}

/** These, of which `enter` takes the first. */
export function listed(offers: readonly Offer[], changes: Partial<Listed> = {}): Listed {
  return { offers, byDefault: offers[0]?.text ?? null, usage: "", sentence: "", ...changes };
}

/** A sentence in place of rows. */
export function said(sentence: string, usage = ""): Listed {
  return listed([], { sentence, usage });
}

/** Below all that fit by their own text are those that fit by their help. */
const HELP_RANK = rank.scattered + 1;

export function fitOffer(query: string, { text, detail }: Offer): { readonly rank: number } | null {
  const found = fit(query, text);
  if (found !== null) return found;
  return beginsWords(query, detail) ? { rank: HELP_RANK } : null;
}
