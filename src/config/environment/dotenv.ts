/** A `.env` file: its variables with their lines, as dotenv reads them, and what in it is no variable. */

import { parse } from "dotenv";

/** One `NAME=VALUE`. */
export interface DotenvEntry {
  readonly name: string;
  /** Without its quotation marks; references to other variables still stand in it. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
  /** In single quotation marks: a dollar sign is one. */
  readonly literal: boolean;
  /** What the comment behind it says: `# secret`, `# public`. Undefined: nothing. */
  readonly isSecret?: boolean;
}

const assignment = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)[^\S\n]*(.*)$/;

/**
 * dotenv passes over what it does not understand and keeps no places, so it is given each assignment alone. Warnings are
 * sentences with `path` and line.
 */
export function parseDotenv(
  text: string,
  path: string,
): { readonly entries: readonly DotenvEntry[]; readonly warnings: readonly string[] } {
  const lines = text.replaceAll(/\r\n?/g, "\n").split("\n");
  const entries: DotenvEntry[] = [];
  const warnings: string[] = [];
  for (let index = 0; index < lines.length; ) {
    const start = index;
    const [, name, rest = ""] = assignment.exec(lines[index++] ?? "") ?? [];
    const warn = (what: string) => warnings.push(`${path}:${start + 1}: ${what}`);
    if (name === undefined) {
      if (!/^\s*(?:#.*|export\s+[\w.-]+\s*)?$/.test(lines[start] ?? "")) {
        warn("this line has no effect: it is neither a comment nor NAME=VALUE.");
      }
      continue;
    }
    const quote = rest[0] ?? "";
    if (quote !== "" && "\"'`".includes(quote)) {
      const end = closingLine(lines, start, quote);
      if (end === undefined)
        warn(`the value of ${name} begins with ${quote}, which does not end it: it is a part of the value.`);
      else index = end + 1;
    }
    const value = parse(lines.slice(start, index).join("\n"))[name];
    if (value === undefined) continue;
    const isSecret = secrecyOf(lines[index - 1] ?? "", quote);
    entries.push({
      name,
      value,
      line: start + 1,
      literal: quote === "'",
      ...(isSecret === undefined ? {} : { isSecret }),
    });
  }
  return { entries, warnings };
}

/** What the comment at a line's end says of the value that ends there; `quote`: the mark that the value began with, perhaps. */
function secrecyOf(line: string, quote: string): boolean | undefined {
  const before = "\"'`".includes(quote) && quote !== "" ? String.raw`${quote}\s*` : String.raw`(?:\s|=)`;
  const [, word] = new RegExp(String.raw`${before}#\s*(secret|public)\b[^"'\x60]*$`, "i").exec(line) ?? [];
  return word === undefined ? undefined : word.toLowerCase() === "secret";
}

/** The line in which the value of `start` ends: with its quotation mark, and nothing but a comment behind that. */
function closingLine(lines: readonly string[], start: number, quote: string): number | undefined {
  const closing = new RegExp(String.raw`^(?:\\${quote}|[^${quote}])*${quote}\s*(?:#.*)?$`);
  let value = (assignment.exec(lines[start] ?? "")?.[2] ?? "").slice(1);
  for (let line = start; line < lines.length; line++) {
    if (line > start) value += `\n${lines[line]}`;
    if (closing.test(value)) return line;
    // A mark with something behind it closes nothing, and no later one can.
    if (value.replaceAll(`\\${quote}`, "").includes(quote)) return undefined;
  }
  return undefined;
}
