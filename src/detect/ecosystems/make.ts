/** Targets of a Makefile: phony ones and plain ones, no pattern rules, no names with a dot before them. */

import { type Ecosystem, programDraft } from "../draft.ts";
import { type Folder, folderOf } from "../files/folder.ts";
import { maxIncludes } from "../files/limits.ts";

/** The names that GNU make looks for, in its order. */
const fileNames = ["GNUmakefile", "makefile", "Makefile"];

interface Target {
  readonly name: string;
  readonly file: string;
  description: string | undefined;
}

/** Lines with their continuations joined; the comment of `target: ## text` stays. */
function logicalLines(text: string): string[] {
  return text.replace(/\\\r?\n[ \t]*/g, " ").split(/\r?\n/);
}

/** `targets: rest` of a rule; `undefined` for assignments, directives and anything else. */
function ruleOf(line: string): { readonly targets: string; readonly rest: string } | undefined {
  const colon = line.indexOf(":");
  if (colon <= 0 || /^[\s#]/.test(line)) return undefined;
  const targets = line.slice(0, colon).replace(/&$/, "").trim();
  const rest = line.slice(line.startsWith("::", colon) ? colon + 2 : colon + 1);
  if (/[=#]/.test(targets) || /^[:=]/.test(rest)) return undefined;
  return { targets, rest: rest.trim() };
}

interface Parsed {
  readonly targets: Map<string, Target>;
  readonly phony: Set<string>;
  includes: number;
}

function parse(folder: Folder, name: string, parsed: Parsed): void {
  const text = folder.text(name);
  if (text === undefined) return;
  const file = folder.resolve(name);
  let said: string | undefined;
  let inDefine = false;
  for (const line of logicalLines(text)) {
    if (/^\s*(?:override\s+)?define\b/.test(line)) inDefine = true;
    if (/^\s*endef\b/.test(line)) inDefine = false;
    const comment = /^##\s+(.*)$/.exec(line);
    if (inDefine || line.startsWith("\t")) continue;
    const include = /^\s*(-|s)?include\s+([^#]+)/.exec(line);
    if (include !== null) includeFiles(folder, file, (include[2] ?? "").trim(), include[1] === undefined, parsed);
    const head = include === null ? ruleOf(line) : undefined;
    if (head !== undefined) addTargets(head.targets, head.rest, said, file, parsed);
    said = comment?.[1]?.trim();
  }
}

/** `include` of plain names; variables and wildcards cannot be known without running make. */
function includeFiles(folder: Folder, file: string, names: string, required: boolean, parsed: Parsed): void {
  for (const name of names.split(/\s+/)) {
    if (/[$*?[]/.test(name)) continue;
    if (++parsed.includes > maxIncludes) {
      folder.warn(`${file}: more than ${maxIncludes} included files: ${name} and others are not read.`);
      return;
    }
    // Paths in an included file too are relative to where make runs.
    if (folder.hasFile(name)) parse(folder, name, parsed);
    else if (required) folder.warn(`${file}: it includes ${name}, which is not there. make may be able to make it.`);
  }
}

function addTargets(head: string, rest: string, before: string | undefined, file: string, parsed: Parsed): void {
  const names = head.split(/\s+/);
  if (names[0] === ".PHONY") {
    for (const name of rest.split("#")[0]?.split(/\s+/) ?? []) if (name !== "") parsed.phony.add(name);
    return;
  }
  // `target: VARIABLE = value` states a variable, no rule; the target has a rule elsewhere, or none.
  if (/^[\w.-]+\s*(?:[:+?!]?=|:::=)/.test(rest.replace(/^(?:export|override|private)\s+/, ""))) return;
  const said = /##\s*(.*)$/.exec(rest)?.[1]?.trim() || before;
  for (const name of names) {
    if (name.startsWith(".") || /[%$()*?]/.test(name)) continue;
    const known = parsed.targets.get(name);
    if (known === undefined) parsed.targets.set(name, { name, file, description: said });
    else known.description ??= said;
  }
}

/** `make TARGET`. Targets that are files in folders (`bin/app`) are left out unless they are phony. */
export const make: Ecosystem = (folder) => {
  const main = folder.firstFile(...fileNames);
  if (main === undefined) return [];
  const parsed: Parsed = { targets: new Map(), phony: new Set(), includes: 0 };
  parse(folder, main, parsed);
  return [...parsed.targets.values()]
    .filter(({ name }) => parsed.phony.has(name) || !name.includes("/"))
    .map(({ name, file, description }) =>
      programDraft(folderOf(folder.resolve(main), folder.reading), ["make", name], {
        name,
        prefix: "make",
        category: "Make",
        priority: 78,
        file,
        description,
      }),
    );
};
