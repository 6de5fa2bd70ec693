/** From the words of tools to how bad a finding is, and what rule found it. */

import type { Severity } from "../types.ts";

const words: Readonly<Record<string, Severity>> = {
  error: "error",
  err: "error",
  fatal: "error",
  "fatal error": "error",
  "internal compiler error": "error",
  "syntax error": "error",
  "parse error": "error",
  deprecated: "warning",
  notice: "info",
  failure: "error",
  failed: "error",
  critical: "error",
  severe: "error",
  high: "error",
  danger: "error",
  e: "error",
  f: "error",
  "✖": "error",
  "✘": "error",
  "×": "error",
  "⨯": "error",
  x: "error",
  warning: "warning",
  warn: "warning",
  w: "warning",
  medium: "warning",
  "⚠": "warning",
  "!": "warning",
  style: "info",
  convention: "info",
  refactor: "info",
  suggestion: "info",
  performance: "info",
  portability: "info",
  information: "info",
  info: "info",
  i: "info",
  c: "info",
  r: "info",
  low: "info",
  hint: "info",
  help: "note",
  note: "note",
  remark: "note",
  n: "note",
};

/** The word of a severity, source of a regular expression: whole words and the letters of some linters. */
const long =
  "fatal error|internal compiler error|syntax error|parse error|deprecated|notice|error|err|fatal|failure|critical|severe|warning|warn|style|convention|refactor|suggestion|performance|portability|information|info|hint|help|note|remark";

/** `error:`, `[warning]`, `(style)`, `error TS2345:`, `error[E0308]:`, `W:`, `✖ ` at the start of what a tool says. */
const atStart = new RegExp(
  `^[\\s:-]*(?:PHP\\s+)?(?:[\\[(](${long}|[EFWCRIN])[\\])][:\\s]*|(${long})(?![\\w/.'-])\\s*(?:\\[([\\w-]+)\\]|(?!:)\\s*([A-Z]{1,10}-?\\d{1,6}))?\\s*(?:[:-]\\s*|(?=\\s|$))|([EFWCRIN]):\\s+|([✖✘×⨯⚠!x](?=\\s)|[✖✘×⨯⚠])\\uFE0F?\\s*)`,
  "iu",
);
/**
 * A rule's code before the words: `E401 multiple imports`, `[E201] Trailing`, `SC2086: Double quote`, `MD022/blanks Headings`,
 * `eslint(no-eval): eval`.
 */
const codeAtStart =
  /^(?:\[([A-Z]{1,10}-?\d{2,6})\]|([A-Z]{1,10}-?\d{2,6}(?:\/[\w-]+)?)|([a-z][\w-]*\([\w@/-]+\)(?=:)))[:\s]\s*/;
/** A rule's name and a ruling, as Biome has it; the words come in the next lines. */
const codeAlone = /^([a-z]+(?:\/[A-Za-z]+)*)\s+(?:[A-Z]+\s+)?[━─]{3,}$/u;
/** A rule's name behind the words: `(no-unused-vars)`, `[unused-import]`. */
const codeAtEnd = /\s(?:\(([a-z][\w@-]*(?:[/-][\w@/-]+)+)\)|\(([A-Z]{1,10}\d{2,6})\)|\[([a-zA-Z][\w@/.-]*)\])\s*$/;
/** The same in a column of its own. */
const codeInColumn = /\s{2,}([a-z@][\w@/-]*)\s*$/;
/** Where it was found, in words: `in public function f:`. What is wrong stands in the next line. */
const contextAlone = /^(?:in|at) .*:$/;

/** What stands behind a place in a file, taken apart. */
export interface Said {
  readonly severity: Severity | null;
  readonly code: string | null;
  readonly message: string;
}

/** The severity that a word or sign stands for; null: none. */
export function severityOf(word: string | undefined): Severity | null {
  return words[word?.toLowerCase() ?? ""] ?? null;
}

/** Takes a severity and a rule's name out of what a tool says. */
export function said(text: string): Said {
  let rest = text.trim().replace(/^▲ (?=\[)/u, "");
  const alone = codeAlone.exec(rest);
  if (alone !== null) return { severity: null, code: alone[1] ?? null, message: "" };
  if (contextAlone.test(rest)) return { severity: null, code: null, message: "" };
  let severity: Severity | null = null;
  let code: string | null = null;
  for (let part = 0; part < 2; part++) {
    const rule: RegExpExecArray | null = code === null ? codeAtStart.exec(rest) : null;
    if (rule !== null) {
      code = rule[1] ?? rule[2] ?? rule[3] ?? null;
      rest = rest.slice(rule[0].length);
    }
    const kind: RegExpExecArray | null = severity === null ? atStart.exec(rest) : null;
    if (kind === null) continue;
    severity = severityOf(kind[1] ?? kind[2] ?? kind[5] ?? kind[6]);
    code ??= kind[3] ?? kind[4] ?? null;
    // "syntax error" with nothing behind it is the message.
    if (kind[0].length < rest.length || !rest.includes(" ")) rest = rest.slice(kind[0].length).trimStart();
  }
  const column = code === null ? codeInColumn.exec(rest) : null;
  if (column !== null) rest = rest.slice(0, column.index);
  const behind = codeAtEnd.exec(rest);
  code ??= column?.[1] ?? behind?.[1] ?? behind?.[2] ?? behind?.[3] ?? null;
  return { severity, code, message: rest.replace(/^[\s:–—•-]+/, "").trim() };
}
