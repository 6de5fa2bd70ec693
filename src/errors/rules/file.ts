/** The user's rules: `error_parsing.toml`, in the form of the predecessor's file. */

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { Pattern, PatternError } from "../../logs/index.ts";
import type { ErrorSeverity } from "../types.ts";
import { builtIn, merged, ruleOf } from "./compile.ts";
import type { ErrorKind, Matcher, Rule, RuleSet, RuleText } from "./types.ts";

const RULES_FILE = "error_parsing.toml";
/** Bytes of a file of rules; the predecessor's own has 15,000. */
const MAX_BYTES = 1024 * 1024;
/** Rules of one file: each is looked for in every line that is looked at. */
const MAX_RULES = 200;
/** Steps of a pattern on one line, after which the line does not fit: patterns are linear, but a line may be long. */
const MAX_STEPS = 20;

/** Rules, and what is wrong with those that were left out: sentences with file and line. */
export interface LoadedRules {
  readonly rules: RuleSet;
  readonly warnings: readonly string[];
}

/** Where rules are looked for, the project's first: what it says counts more. */
export function ruleFiles(directory: string, home: string = homedir()): readonly string[] {
  return [join(directory, ".brummer", RULES_FILE), join(home, ".brummer", RULES_FILE)];
}

/** Our rules with those of the files that are there. A rule that is wrong is left out, and named in `warnings`. */
export function loadRules(files: readonly string[]): LoadedRules {
  const rules = new Map<string, Rule>();
  const removed = new Set<string>();
  const warnings: string[] = [];
  let words: readonly string[] | undefined;
  for (const file of files) {
    const text = readText(file);
    if (text === undefined) continue;
    const reader = new RuleFile(file, text);
    reader.read();
    warnings.push(...reader.warnings);
    for (const rule of reader.rules) if (!rules.has(rule.name) && !removed.has(rule.name)) rules.set(rule.name, rule);
    for (const name of reader.removed) if (!rules.has(name)) removed.add(name);
    words ??= reader.criticalWords;
  }
  if (rules.size === 0 && removed.size === 0 && words === undefined) return { rules: builtIn, warnings };
  return { rules: merged([...rules.values()], removed, words), warnings };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").slice(0, MAX_BYTES);
  } catch {
    return undefined;
  }
}

/** Linear in time whatever the pattern is; a line that takes too long does not fit. */
class BoundedMatcher implements Matcher {
  readonly #pattern: Pattern;

  constructor(source: string) {
    // `(?i)` at the start, as the predecessor's patterns have it.
    const ignoresCase = source.startsWith("(?i)");
    this.#pattern = new Pattern(ignoresCase ? source.slice("(?i)".length) : source, ignoresCase);
  }

  test(text: string): boolean {
    let result = this.#pattern.test(text);
    for (let step = 0; typeof result === "object" && step < MAX_STEPS; step++)
      result = this.#pattern.test(text, result);
    return result === true;
  }
}

const severities = ["critical", "error", "warning"] as const satisfies ErrorSeverity[];
const kinds = ["runtime", "compile", "lint", "test", "network", "database", "log"] as const satisfies ErrorKind[];
/** What the predecessor's file has beside rules; its work is done by structure here. */
const withoutEffect =
  /^(?:language_detection|stack_patterns|continuation_patterns|end_patterns|log_prefixes|frameworks|limits)$/;

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

class RuleFile {
  readonly rules: Rule[] = [];
  readonly removed: string[] = [];
  readonly warnings: string[] = [];
  criticalWords: readonly string[] | undefined;
  readonly #file: string;
  readonly #text: string;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  read(): void {
    let table: Table;
    try {
      table = parse(this.#text);
    } catch (error) {
      if (!(error instanceof TomlError)) throw error;
      const [why = ""] = error.message.split("\n");
      this.warnings.push(`${this.#file}:${error.line}: ${why} None of its rules counts.`);
      return;
    }
    for (const [name, value] of Object.entries(table)) this.#top(name, value);
  }

  #top(name: string, value: unknown): void {
    if (!isTable(value)) this.#warn([name], `${name} is not known: write tables, [error_patterns.GROUP.NAME].`);
    else if (name === "settings") this.#settings(value);
    else if (name === "error_patterns" || name === "custom_error_types") {
      for (const [group, inner] of Object.entries(value)) this.#group(name, group, inner);
    } else if (!withoutEffect.test(name))
      this.#warn([name], `[${name}] is not known: rules are [error_patterns.GROUP.NAME].`);
  }

  #settings(table: Table): void {
    const words = table["critical_keywords"];
    if (words === undefined) return;
    if (Array.isArray(words) && words.every((word) => typeof word === "string")) {
      this.criticalWords = words.map((word) => String(word).toLowerCase());
    } else this.#warn(["settings", "critical_keywords"], "critical_keywords must be a list of words.");
  }

  #group(top: string, group: string, value: unknown): void {
    if (!isTable(value)) {
      this.#warn([top, group], `[${top}.${group}] must be a table.`);
      return;
    }
    if (top === "custom_error_types") {
      const patterns = Array.isArray(value["patterns"]) ? value["patterns"] : [];
      patterns.forEach((pattern, index) => {
        this.#rule([top, group], `custom.${group}${index === 0 ? "" : index + 1}`, {
          type: value["type"] ?? group,
          pattern,
        });
      });
      return;
    }
    for (const [name, rule] of Object.entries(value)) {
      const path = [top, group, name];
      if (isTable(rule)) this.#rule(path, `${group}.${name}`, rule);
      else this.#warn(path, `${group}.${name} must be a table with pattern and type.`);
    }
  }

  #rule(path: readonly string[], name: string, table: Table): void {
    if (table["enabled"] === false) {
      this.removed.push(name);
      return;
    }
    const rule = this.rules.length >= MAX_RULES ? `a file may have ${MAX_RULES} rules.` : ruleFrom(name, table);
    if (typeof rule === "string") this.#warn(path, `the rule ${name} is left out: ${rule}`);
    else this.rules.push(rule);
  }

  #warn(path: readonly string[], text: string): void {
    this.warnings.push(`${this.#file}:${this.#lineOf(path)}: ${text}`);
  }

  /** The line of a table's head, or of the nearest table around it. */
  #lineOf(path: readonly string[]): number {
    const lines = this.#text.split("\n");
    for (let length = path.length; length > 0; length--) {
      const head = path.slice(0, length).map((part) => `["']?${part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}["']?`);
      const table = new RegExp(`^\\s*\\[{1,2}\\s*${head.join("\\s*\\.\\s*")}\\s*\\]`);
      const last = new RegExp(`^\\s*${head.at(-1)}\\s*[.=]`);
      const at = lines.findIndex((line) => table.test(line));
      if (at !== -1) return at + 1;
      const key = lines.findIndex((line) => last.test(line));
      if (key !== -1) return key + 1;
    }
    return 1;
  }
}

/** The rule, or what is wrong with it. */
function ruleFrom(name: string, table: Table): Rule | string {
  const { pattern, type = name, severity = "error", kind = "runtime", language = "" } = table;
  if (typeof pattern !== "string") return "it has no pattern (a regular expression).";
  if (typeof type !== "string") return "type must be a text.";
  const known = severities.find((one) => one === severity);
  if (known === undefined) return `severity must be one of ${severities.join(", ")}.`;
  const about = kinds.find((one) => one === kind);
  if (about === undefined) return `kind must be one of ${kinds.join(", ")}.`;
  try {
    const text: RuleText = {
      pattern,
      type,
      severity: known,
      kind: about,
      language: String(language),
      single_line: table["single_line"] !== false,
      ignore: table["ignore"] === true,
    };
    return ruleOf(name, text, new BoundedMatcher(pattern));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return `its pattern cannot be used: ${error.message}`;
  }
}
