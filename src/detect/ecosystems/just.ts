/** Recipes of a justfile: public ones that need no argument, with their documentation and aliases. */

import { type Draft, type Ecosystem, programDraft } from "../draft.ts";
import { type Folder, shownPath } from "../files/folder.ts";
import { maxIncludes } from "../files/limits.ts";
import { colonOutsideQuotes } from "../files/text.ts";

/** Systems that an attribute restricts a recipe to. */
const systems: Readonly<Record<string, readonly string[]>> = {
  linux: ["linux"],
  macos: ["darwin"],
  windows: ["win32"],
  unix: ["linux", "darwin", "freebsd", "openbsd", "netbsd", "dragonfly", "android", "sunos", "aix"],
  openbsd: ["openbsd"],
  freebsd: ["freebsd"],
  netbsd: ["netbsd"],
  dragonfly: ["dragonfly"],
};

interface Recipe {
  readonly name: string;
  readonly file: string;
  readonly description: string | undefined;
}

interface Parsed {
  readonly recipes: Map<string, Recipe>;
  readonly aliases: Map<string, string[]>;
  readonly read: Set<string>;
  readonly platform: string;
}

/** `name parameters:` of a recipe; `undefined` for assignments and anything else. */
function recipeOf(line: string): { readonly name: string; readonly parameters: string } | undefined {
  const name = /^@?([A-Za-z_][\w-]*)(?=[\s:])/.exec(line);
  if (name === null) return undefined;
  const rest = line.slice(name[0].length);
  const colon = colonOutsideQuotes(rest);
  if (colon < 0 || rest.startsWith(":=", colon)) return undefined;
  return { name: name[1] ?? "", parameters: rest.slice(0, colon) };
}

/** Parameters that a caller must give: without a default, or `+` (one or more) without one. */
function needsArguments(parameters: string): boolean {
  const withoutTexts = parameters.replace(/=\s*(?:"[^"]*"|'[^']*'|`[^`]*`|\([^)]*\)|[\w./+-]+)/g, "=default");
  return withoutTexts
    .trim()
    .split(/\s+/)
    .some((parameter) => parameter !== "" && !parameter.startsWith("*") && !parameter.includes("="));
}

/** Attribute lines above a recipe: `[private, linux]`, `[doc("…")]`. */
class Attributes {
  isPrivate = false;
  doc: string | undefined;
  readonly #systems: string[] = [];

  add(line: string): void {
    for (const match of line.matchAll(/([a-z-]+)(?:\s*(?:\(\s*["']([^"']*)["'][^)]*\)|:\s*["']([^"']*)["']))?/g)) {
      const [, name = "", argument, other] = match;
      if (name === "private") this.isPrivate = true;
      if (name === "doc") this.doc = argument ?? other ?? "";
      this.#systems.push(...(systems[name] ?? []));
    }
  }

  fits(platform: string): boolean {
    return this.#systems.length === 0 || this.#systems.includes(platform);
  }
}

function parse(folder: Folder, path: string, module: string, parsed: Parsed): void {
  const file = folder.resolve(path);
  const text = folder.text(path);
  if (text === undefined || parsed.read.has(file)) return;
  if (parsed.read.size > maxIncludes) {
    folder.warn(`${file}: more than ${maxIncludes} imported files. This one is not read.`);
    return;
  }
  parsed.read.add(file);
  const base = folder.at(path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  let attributes = new Attributes();
  let comment: string | undefined;
  for (const line of text.replace(/\\\r?\n\s*/g, " ").split(/\r?\n/)) {
    if (/^\s*\[[^\]]*\]\s*$/.test(line) && !/^\s{2,}|^\t/.test(line)) {
      attributes.add(line);
      continue;
    }
    if (line.startsWith("#")) {
      comment = line.startsWith("#!") ? undefined : line.slice(1).trim();
      continue;
    }
    statement(base, line, module, parsed, attributes, attributes.doc ?? comment, file);
    comment = undefined;
    attributes = new Attributes();
  }
}

function statement(
  folder: Folder,
  line: string,
  module: string,
  parsed: Parsed,
  attributes: Attributes,
  description: string | undefined,
  file: string,
): void {
  const imported = /^import\??\s+["']([^"']+)["']/.exec(line);
  if (imported !== null) parse(folder, imported[1] ?? "", module, parsed);
  const submodule = /^mod\??\s+([\w-]+)(?:\s+["']([^"']+)["'])?\s*$/.exec(line);
  if (submodule !== null) parseModule(folder, submodule[1] ?? "", submodule[2], module, parsed);
  const alias = /^alias\s+([\w-]+)\s*:=\s*([\w:-]+)/.exec(line);
  if (alias !== null) {
    const [, name = "", of = ""] = alias;
    if (attributes.isPrivate || name.startsWith("_")) return;
    const target = module + of;
    parsed.aliases.set(target, [...(parsed.aliases.get(target) ?? []), module + name]);
    return;
  }
  const recipe = imported === null && submodule === null ? recipeOf(line) : undefined;
  if (recipe === undefined || /^(?:set|export|unexport|assert)\s/.test(line)) return;
  const { name, parameters } = recipe;
  if (attributes.isPrivate || name.startsWith("_") || !attributes.fits(parsed.platform)) return;
  if (needsArguments(parameters) || parsed.recipes.has(module + name)) return;
  parsed.recipes.set(module + name, { name: module + name, file, description });
}

/** `mod tools`: `tools.just`, `tools/mod.just`, `tools/justfile`, or the path that it names. */
function parseModule(folder: Folder, name: string, path: string | undefined, module: string, parsed: Parsed): void {
  const paths =
    path === undefined
      ? [`${name}.just`, `${name}/mod.just`, `${name}/justfile`, `${name}/Justfile`, `${name}/.justfile`]
      : [path, `${path}/mod.just`, `${path}/justfile`];
  const found = folder.firstFile(...paths);
  if (found !== undefined) parse(folder, found, `${module}${name}::`, parsed);
}

/** `just RECIPE`. */
export const just: Ecosystem = (folder, { platform }) => {
  const main = folder.names("file").find((name) => /^\.?justfile$/i.test(name));
  if (main === undefined) return [];
  const parsed: Parsed = { recipes: new Map(), aliases: new Map(), read: new Set(), platform };
  parse(folder, main, "", parsed);
  return [...parsed.recipes.values()].map(({ name, file, description }): Draft => {
    const from = shownPath(folder, file);
    return programDraft(folder, ["just", name], {
      name,
      prefix: "just",
      category: "Just",
      priority: 78,
      file,
      description: description ?? (from === main ? undefined : `just ${name} (${from})`),
      aliases: parsed.aliases.get(name) ?? [],
    });
  });
};
