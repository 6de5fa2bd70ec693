/** How well findings are recognised in a folder of `NAME.in` (output of a tool) with `NAME.ok` (what is in it). */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type Finding, FindingReader } from "../../src/errors/index.ts";

/** A place in a file, with what is needed to compare two of them. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
}

/** How many were right, how many were told, how many there are. */
export interface Score {
  readonly name: string;
  readonly right: number;
  readonly told: number;
  readonly expected: number;
}

/** `FILE|LINE col COLUMN KIND CODE| MESSAGE`; lines of another form go on with the message before. */
const blockStart = /^(?<file>[^|]+)\|(?<line>\d+)(?: col (?<column>\d+))?[^|]*\|/;

/** The findings that a `.ok` file lists; those that name no file and line have nothing that could be compared. */
export function expectedIn(text: string): Place[] {
  return text.split("\n").flatMap((line) => {
    const groups = blockStart.exec(line)?.groups;
    if (groups?.["file"] === undefined) return [];
    return [
      {
        file: groups["file"],
        line: Number(groups["line"]),
        column: groups["column"] ? Number(groups["column"]) : null,
      },
    ];
  });
}

/** The findings in a tool's output. */
export function findingsIn(output: string): Finding[] {
  const findings: Finding[] = [];
  const reader = new FindingReader((finding) => findings.push(finding));
  for (const line of stripVTControlCharacters(output).split(/\r?\n/)) reader.push(line);
  reader.end();
  return findings;
}

/** Compares what was told with what is there: file and line must be equal, the column where both have one. Each counts once. */
export function score(name: string, told: readonly Finding[], expected: readonly Place[]): Score {
  const open = [...expected];
  const places = told.filter(({ line }) => line !== null);
  let right = 0;
  for (const { file, line, column } of places) {
    const at = open.findIndex(
      (one) =>
        one.file === file && one.line === line && (column === null || one.column === null || one.column === column),
    );
    if (at === -1) continue;
    open.splice(at, 1);
    right++;
  }
  return { name, right, told: places.length, expected: expected.length };
}

/** Of a folder, by name. Throws where it holds no pair. */
export function scoresOf(folder: string): Score[] {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith(".in") ? [file.slice(0, -".in".length)] : []));
  if (names.length === 0) throw new Error(`${folder} holds no NAME.in with a NAME.ok beside it.`);
  return names.sort().map((name) => {
    const read = (kind: string) => readFileSync(join(folder, `${name}.${kind}`), "utf8");
    return score(name, findingsIn(read("in")), expectedIn(read("ok")));
  });
}

/** A share, 1 where there was nothing to do. */
const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);

/** Precision, recall and their harmonic mean. */
export function measures({ right, told, expected }: Omit<Score, "name">): {
  precision: number;
  recall: number;
  f1: number;
} {
  return { precision: share(right, told), recall: share(right, expected), f1: share(2 * right, told + expected) };
}

/** Mean F1 over the files, and F1 over all findings. */
export function summary(scores: readonly Score[]): { macro: number; micro: number } {
  const sum = (of: (one: Score) => number) => scores.reduce((total, one) => total + of(one), 0);
  const all = { right: sum(({ right }) => right), told: sum(({ told }) => told), expected: sum((one) => one.expected) };
  return { macro: sum((one) => measures(one).f1) / scores.length, micro: measures(all).f1 };
}
