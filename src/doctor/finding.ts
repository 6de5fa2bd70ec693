/** What a look at one thing found. */

import { hanging } from "./table.ts";

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two: `terminal`. */
  readonly name: string;
  /** `problem`: something will not work. `note`: worth knowing. `ok`: as it should be. */
  readonly state: "ok" | "note" | "problem";
  /** What was found. */
  readonly text: string;
  /** What to do about it; empty: nothing. */
  readonly advice: string;
}

/** Makes one. */
export function finding(name: string, state: Finding["state"], text: string, advice = ""): Finding {
  return { name, state, text, advice };
}

const marks = { ok: "  ", note: "- ", problem: "! " } as const;
const colours = { ok: "", note: "\x1b[33m", problem: "\x1b[31m" } as const;

/** For people: a mark, the name, what was found, and below it what to do. `width`: characters of a line. */
export function findingLines(findings: readonly Finding[], width: number, colour: boolean): string[] {
  const wide = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, state, text, advice }) => {
    const start = `${marks[state]}${name.padEnd(wide)}  `;
    const lines = text
      .split("\n")
      .map((line, index) => hanging(index === 0 ? start : " ".repeat(start.length), line, width));
    if (advice !== "") lines.push(hanging(" ".repeat(start.length), `→ ${advice}`, width));
    if (!colour || state === "ok") return lines;
    return lines.map((line) => `${colours[state]}${line}\x1b[0m`);
  });
}
