/** The command line of a VS Code task, quoted as VS Code does. */

import { isObject, scalarOf, textOf } from "../../files/values.ts";

/** A word of a task: a text, or a text with its quoting. */
function quotedWord(word: unknown, windows: boolean): string {
  if (!isObject(word)) {
    const text = scalarOf(word) ?? "";
    const isQuoted = /^(["']).*\1$/s.test(text);
    return text !== "" && (isQuoted || !/\s/.test(text)) ? text : strong(text, windows);
  }
  const value = Array.isArray(word["value"]) ? word["value"].map(String).join(" ") : (scalarOf(word["value"]) ?? "");
  switch (word["quoting"]) {
    case "escape":
      return windows ? strong(value, windows) : value.replace(/[\s"'$`\\|&;<>()*?[\]#~]/g, "\\$&");
    case "weak":
      return `"${value.replace(/(["`\\])/g, "\\$1")}"`;
    default:
      return strong(value, windows);
  }
}

function strong(text: string, windows: boolean): string {
  return windows ? `"${text.replaceAll('"', '""')}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The text of a command or argument without quoting. */
export function plainWord(word: unknown): string {
  if (!isObject(word)) return scalarOf(word) ?? "";
  return Array.isArray(word["value"]) ? word["value"].map(String).join(" ") : (scalarOf(word["value"]) ?? "");
}

/** The text that the shell gets. A command without arguments is taken as it stands: it may be a whole line. */
export function shellText(command: unknown, args: readonly unknown[], windows: boolean): string {
  if (args.length === 0 && typeof command === "string") return command;
  return [command, ...args].map((word) => quotedWord(word, windows)).join(" ");
}

/** The shell that a task asks for in `options.shell`, with the text as its last argument. */
export function ownShell(shell: unknown, text: string): string[] | undefined {
  if (!isObject(shell)) return undefined;
  const program = textOf(shell["executable"]);
  if (program === undefined) return undefined;
  const args = Array.isArray(shell["args"]) ? shell["args"].map(String) : defaultArguments(program);
  return [program, ...args, text];
}

function defaultArguments(program: string): string[] {
  if (/cmd(?:\.exe)?$/i.test(program)) return ["/d", "/c"];
  return /(?:powershell|pwsh)(?:\.exe)?$/i.test(program) ? ["-Command"] : ["-c"];
}
