/** Findings under a heading: a line that names a file, then rows that name lines of it. */

import { LOOSE_PATH, PATH } from "./path.ts";

/** ` -- 2 warnings:`, ` (3 problems)`, `: 2 errors`: what may stand behind a heading's file. */
const count = "(?::|\\s+--\\s+\\d+ .*|\\s*:?\\s+\\(?\\d+ (?:problems?|errors?|warnings?|offen[cs]es?|issues?).*)?";

const headings: readonly RegExp[] = [
  // ESLint, Stylelint, PHP_CodeSniffer ("FILE: /a/b.php"), Brakeman ("File: a.rb"), PHPStan ("  Line   src/a.php").
  new RegExp(`^\\s{0,4}(?:FILE:\\s*|File:?\\s+|Line\\s{2,})?(?<file>${PATH})${count}$`, "u"),
  new RegExp(`^(?=\\.{0,2}/|[A-Za-z]:\\\\)(?<file>${LOOSE_PATH})${count}$`, "u"),
  // Elm: "-- TYPE MISMATCH ------- src/Main.elm".
  new RegExp(`^-- (?<text>[A-Z][A-Z ]+) -{3,} (?<file>${PATH})$`, "u"),
  // Checkstyle's XML, which many tools write.
  /^\s*<file name="(?<file>[^"]+)">/u,
];

const rows: readonly RegExp[] = [
  // "  46:3  ✖  text", "  3:5-3:7  warning  text", "  ✖  3:5  text".
  /^\s*(?:(?<kind>[✖✘×⚠!])\uFE0F?\s+)?(?<line>\d{1,7}):(?<column>\d{1,6})(?:-\d+(?::\d+)?)?:?\s+(?<text>\S.*)$/u,
  // "  Line 3:5:  text", "Line: 5".
  /^\s*[Ll](?:ine)?:?\s*(?<line>\d{1,7})(?::(?<column>\d{1,6}))?(?::\s*|\s+|$)(?<text>.*)$/u,
  // " 12 | ERROR | text".
  /^\s*(?<line>\d{1,7})\s+\|\s+(?<text>(?:ERROR|WARNING)\s+\|.*)$/u,
  // "  [8, 25]:Smell: text".
  /^\s*\[(?<line>\d{1,7})(?:,\s*\d+)*\]:?\s*(?<text>\S.*)$/u,
  // "  12: text".
  /^\s+(?<line>\d{1,7}):\s+(?<text>\S.*)$/u,
  /^\s*<(?:error|warning) line="(?<line>\d{1,7})"(?: column="(?<column>\d{1,6})")?(?<text>.*)$/u,
];
/** Whether the line is a row that names a line and a column, with a text behind. */
export function isPlaceRow(text: string): boolean {
  return rows[0]?.test(text) === true;
}

/** Rows of a table whose head says that the first column is the line. */
const tableRow = /^\s{1,6}(?<line>\d{1,7})\s{2,}(?<text>\S.*)$/u;
/** The first row of code under a heading of Elm. */
const codeRow = /^(?<line>\d{1,7})\|/u;

/** A file whose rows may follow. */
export interface Heading {
  readonly file: string;
  readonly form: "rows" | "table" | "code";
  /** What the heading itself says is wrong. */
  readonly text: string;
}

/** The file that a line is the heading of; undefined: it is none. */
export function headingOf(text: string): Heading | undefined {
  for (const pattern of headings) {
    const groups = pattern.exec(text)?.groups;
    if (groups?.["file"] === undefined) continue;
    const form = groups["text"] !== undefined ? "code" : /^\s*Line\s/.test(text) ? "table" : "rows";
    return { file: groups["file"], form, text: groups["text"] ?? "" };
  }
  return undefined;
}

/** What a line says of a heading's file: its groups `line`, `column` and `text`. */
export function rowOf(heading: Heading, text: string): Record<string, string | undefined> | undefined {
  if (heading.form === "code") {
    const groups = codeRow.exec(text)?.groups;
    return groups && { ...groups, text: heading.text };
  }
  for (const pattern of heading.form === "table" ? [tableRow, ...rows] : rows) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return undefined;
}
