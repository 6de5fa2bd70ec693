/** Reading a package.json: its name, scripts and what it says about the package manager. A mistake in it is a warning. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { Script } from "./types.ts";

/** What Brummer uses of a package.json. */
export interface PackageJson {
  readonly name: string | undefined;
  readonly scripts: readonly Script[];
  /** The field of that name: `pnpm@9.1.0`. */
  readonly packageManager: string | undefined;
  /** Names in `engines`. */
  readonly engines: readonly string[];
  readonly warnings: readonly string[];
}

const nothing: PackageJson = { name: undefined, scripts: [], packageManager: undefined, engines: [], warnings: [] };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `12:5`, counted from 1. */
function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What the parser's commoner codes mean for somebody who looks at the place. */
const meanings: Readonly<Record<string, string>> = {
  PropertyNameExpected: "property name expected, in double quotes (is the comma before it one too many?)",
  ValueExpected: "value expected (is a comma one too many, or is the text cut off?)",
  InvalidSymbol: "this is no value: texts stand in double quotes",
  ColonExpected: "colon expected between name and value",
  CommaExpected: "comma expected",
  CloseBraceExpected: "closing brace } expected",
  CloseBracketExpected: "closing bracket ] expected",
  EndOfFileExpected: "nothing may follow the object",
  InvalidCommentToken: "comments are not allowed here",
  UnexpectedEndOfString: "the text is not closed with a double quote",
};

/** In words; for a code without a meaning of its own `InvalidUnicode` → `invalid unicode`. */
function inWords(code: string): string {
  return meanings[code] ?? code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}

/** Strict JSON by intent: what the package managers refuse (comments, trailing commas) is a mistake here too. */
function parseStrict(text: string): { value: unknown; mistake: string | undefined } {
  try {
    return { value: JSON.parse(text), mistake: undefined };
  } catch (error) {
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const first = errors[0];
    if (first === undefined) return { value: undefined, mistake: `1:1: ${String(error)}` };
    return { value: undefined, mistake: `${place(text, first.offset)}: ${inWords(printParseErrorCode(first.error))}` };
  }
}

/** Reads `directory`/package.json; `undefined` when there is none. Never throws. */
export function readPackageJson(directory: string): PackageJson | undefined {
  const file = join(directory, "package.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    return { ...nothing, warnings: [`${file} cannot be read (${code || String(error)}); its scripts are not listed.`] };
  }
  const { value, mistake } = parseStrict(text);
  if (mistake !== undefined) {
    return { ...nothing, warnings: [`${file}:${mistake}. Its scripts are not listed; commands can still be run.`] };
  }
  if (!isObject(value)) {
    return { ...nothing, warnings: [`${file}:1:1: an object { … } is expected. Its scripts are not listed.`] };
  }
  const warnings: string[] = [];
  return {
    name: typeof value["name"] === "string" && value["name"] !== "" ? value["name"] : undefined,
    scripts: readScripts(value["scripts"], file, text, warnings),
    packageManager: typeof value["packageManager"] === "string" ? value["packageManager"] : undefined,
    engines: isObject(value["engines"]) ? Object.keys(value["engines"]) : [],
    warnings,
  };
}

function readScripts(value: unknown, file: string, text: string, warnings: string[]): Script[] {
  if (value === undefined) return [];
  const line = (name: string) => place(text, Math.max(0, text.indexOf(JSON.stringify(name)))).split(":")[0];
  if (!isObject(value)) {
    warnings.push(`${file}:${line("scripts")}: "scripts" must be an object { name: command }. No scripts are listed.`);
    return [];
  }
  const scripts: Script[] = [];
  for (const [name, command] of Object.entries(value)) {
    if (typeof command === "string") scripts.push({ name, command });
    else warnings.push(`${file}:${line(name)}: script "${name}" must be a text. It is left out.`);
  }
  return scripts;
}
