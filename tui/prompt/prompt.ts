/** The line at the bottom in which something is asked for: a text to search, a filter, a time. Pure. */

import { PatternError } from "../../src/logs/index.ts";
import { limits } from "../limits.ts";
import { smartCase, type TextQuery } from "../log/options.ts";
import { compileText } from "../log/text-test.ts";
import { type EditLine, editLine, emptyLine, lineOf } from "./line-edit.ts";

/** What is asked for. */
export const promptKinds = ["search", "show", "hide", "time", "list", "web"] as const;
export type PromptKind = (typeof promptKinds)[number];

export interface Prompt {
  readonly kind: PromptKind;
  readonly line: EditLine;
  readonly regex: boolean;
  /** Whether case counts; null: when there is a capital in the text. */
  readonly matchCase: boolean | null;
  /** What is wrong with what stands there. */
  readonly error: string | null;
  /** How far back in the history the line is; -1: it is new. */
  readonly past: number;
}

/** What was entered before, by kind, the newest first. */
export type PromptHistory = Readonly<Record<PromptKind, readonly string[]>>;

export const emptyHistory: PromptHistory = { search: [], show: [], hide: [], time: [], list: [], web: [] };

export function openPrompt(kind: PromptKind): Prompt {
  // Filters are patterns, as in the predecessor; a search is for what one sees.
  return { kind, line: emptyLine, regex: kind === "show" || kind === "hide", matchCase: null, error: null, past: -1 };
}

/** The prompt after a key that none of the commands takes. */
export function typeInto(prompt: Prompt, key: string, typed: string | undefined): Prompt {
  const line = editLine(prompt.line, key, typed, limits.promptCharacters);
  return line === null ? prompt : { ...prompt, line, error: null };
}

/** An older entry (direction 1) or a newer one. */
export function recall(prompt: Prompt, history: PromptHistory, direction: 1 | -1): Prompt {
  const entries = history[prompt.kind];
  const past = Math.max(-1, Math.min(prompt.past + direction, entries.length - 1));
  return { ...prompt, past, line: past === -1 ? emptyLine : lineOf(entries[past] ?? ""), error: null };
}

/** With an entry, which is in it once. */
export function remember(history: PromptHistory, kind: PromptKind, text: string): PromptHistory {
  const others = history[kind].filter((entry) => entry !== text);
  return { ...history, [kind]: [text, ...others].slice(0, limits.promptHistory) };
}

/** What a search or filter prompt asks for; a sentence where it is a pattern that is none; null: nothing yet. */
export function queryOf({ line, regex, matchCase }: Prompt): TextQuery | string | null {
  if (line.text === "") return null;
  // A pattern may be written as its chip shows it, between slashes.
  const text = regex ? (/^\/(.+)\/$/.exec(line.text)?.[1] ?? line.text) : line.text;
  const query = { text, regex, ignoreCase: matchCase === null ? smartCase(text) : !matchCase };
  try {
    compileText(query);
    return query;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
