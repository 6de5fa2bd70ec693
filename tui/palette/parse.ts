/** What the text in the palette means: a command with what stands behind it, or something to look for among all. Pure. */

import { missingCommands, type WordCommand, wordCommands } from "./words.ts";

/** A command, and what stands behind it; null: not even a blank does. */
export interface TypedCommand {
  readonly kind: "command";
  readonly command: WordCommand;
  readonly argument: string | null;
}

export type Typed =
  | { readonly kind: "nothing" }
  | TypedCommand
  /** A command that there is none of, and why. */
  | { readonly kind: "missing"; readonly why: string }
  /** `isCommand`: with a slash before it, so only commands are meant. */
  | { readonly kind: "filter"; readonly text: string; readonly isCommand: boolean };

/** All words, the longest first: `filter remove` before any `filter`. */
const known = wordCommands
  .flatMap((command) => [command.word, ...command.aliases].map((word) => ({ word, command })))
  .sort((a, b) => b.word.length - a.word.length);

/** The text without the slash that may stand before it. */
export function wordOf(text: string): string {
  return text.trimStart().replace(/^\//u, "");
}

export function parse(text: string): Typed {
  const isCommand = text.trimStart().startsWith("/");
  const body = wordOf(text);
  if (body === "" && !isCommand) return { kind: "nothing" };
  for (const { word, command } of known) {
    if (!beginsWith(body, word)) continue;
    const rest = body.slice(word.length);
    return { kind: "command", command, argument: rest === "" ? null : rest.trim() };
  }
  const first = /^\S*/u.exec(body)?.[0].toLowerCase() ?? "";
  const why = missingCommands.get(first);
  return why === undefined ? { kind: "filter", text: body, isCommand } : { kind: "missing", why };
}

/** Whether it is the word, alone or with a blank behind it. */
function beginsWith(text: string, word: string): boolean {
  const behind = text.charAt(word.length);
  return text.slice(0, word.length).toLowerCase() === word && (behind === "" || /\s/u.test(behind));
}
