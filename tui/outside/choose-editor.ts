/** Which editor: the user's, else the first installed of some. */

import type { Surroundings } from "./environment.ts";
import { splitWords } from "./words.ts";

/** Finds a program by its name or path; undefined: it is not installed. */
export type Find = (word: string) => string | undefined;

/** The command line of the chosen program, its first word as it was found. Throws an Error with a sentence where there is none. */
export function chooseEditor(where: Surroundings, find: Find): string[] {
  // VISUAL is for terminals that can move the cursor, EDITOR was for those that print.
  const setting = ["VISUAL", "EDITOR"].find((name) => (where.env[name] ?? "").trim() !== "");
  if (setting !== undefined) return commandOf(setting, where, find);
  for (const name of fallbacks(where)) {
    const program = find(name);
    if (program !== undefined) return [program];
  }
  throw new Error("No editor was found. Set EDITOR to the one that you use.");
}

/** The words of a variable that holds a command line. Throws an Error with a sentence when they cannot be started. */
export function commandOf(variable: string, { env, platform }: Surroundings, find: Find): string[] {
  const text = (env[variable] ?? "").trim();
  // A path with blanks in it, as Windows and macOS have them, is seldom quoted.
  const whole = find(text);
  if (whole !== undefined) return [whole];
  const words = splitWords(text, platform);
  if (words === undefined) throw new Error(`${variable} cannot be read: a quote is not closed in ${text}`);
  const [name = "", ...options] = words;
  const program = find(name);
  if (program === undefined) throw new Error(`${variable} is "${text}", but there is no program "${name}".`);
  return [program, ...options];
}

/** What was installed on purpose comes before what most systems have. `editor` is Debian's choice of the administrator. */
function fallbacks({ env, platform }: Surroundings): string[] {
  const around = env["TERM_PROGRAM"] === "vscode" ? ["code", "cursor", "windsurf", "codium"] : [];
  if (platform === "win32") return [...around, "code", "nvim", "vim", "notepad++", "notepad"];
  return [...around, "nvim", "hx", "micro", "editor", "nano", "vim", "vi", "emacs", "code", "zed", "subl"];
}
