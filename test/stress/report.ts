/** What the stress run says: a row for each scenario, then the totals. */

import { countResults, type Result } from "./checks.ts";
import { isReached, PREDECESSOR, perSecond, TARGET, TIMES } from "./rate.ts";
import type { Outcome } from "./scenario.ts";

export interface Row extends Outcome {
  readonly scenario: string;
  readonly results: readonly Result[];
}

/** A row for a person: figures below each other, then what failed and what was left out. */
export function describe({ scenario, detail, results, ...figures }: Row): string {
  const { passed, failed } = countResults(results);
  const verdict = failed === 0 ? `ok, ${passed} checks` : `FAILED, ${failed} of ${passed + failed}`;
  const notes = results.flatMap(({ name, problem, notChecked }) => {
    if (problem !== undefined) return [`\n    FAILED ${name}: ${problem}`];
    return notChecked === undefined ? [] : [`\n    not checked: ${name}: ${notChecked}`];
  });
  return `${scenario.padEnd(56)} ${figuresOf(figures)}  ${verdict}\n    ${detail}${notes.join("")}`;
}

/** The totals for a person: all scenarios together, and mixed load when warm, which is what the target is about. */
export function describeTotals(rows: readonly Row[]): string {
  const total = sum(rows);
  const times = (rate: number) => `${(rate / PREDECESSOR).toFixed(1)} x the predecessor's ${whole(PREDECESSOR)}/s`;
  const lines = [`${"in all".padEnd(56)} ${figuresOf(total)}  ${times(perSecond(total))}`];
  const warm = warmOf(rows);
  if (warm !== undefined) {
    const verdict = isReached(warm) === true ? "reached" : "MISSED";
    const others =
      warm.othersShare === undefined ? "" : `, others had ${Math.round(warm.othersShare * 100)} % of the processors`;
    lines.push(
      `${"under mixed load, once warm".padEnd(56)} ${figuresOf(warm)}  ${times(perSecond(warm))}, ` +
        `>= ${TIMES} x: ${verdict}${others}`,
    );
  }
  return lines.join("\n");
}

/** The same for a program. `reached` is null where nothing was measured after the warm-up. */
export function totals(rows: readonly Row[]): object {
  const withRate = (figures: { operations: number; seconds: number }) => ({
    ...figures,
    perSecond: perSecond(figures),
    ratio: perSecond(figures) / PREDECESSOR,
  });
  const warm = warmOf(rows);
  return {
    total: withRate(sum(rows)),
    mixed: warm === undefined ? null : withRate(warm),
    predecessor: PREDECESSOR,
    target: TARGET,
    reached: isReached(warm) ?? null,
    ...countResults(rows.flatMap(({ results }) => results)),
  };
}

function warmOf(rows: readonly Row[]): Outcome["warm"] {
  return rows.find(({ warm }) => warm !== undefined)?.warm;
}

function sum(rows: readonly Row[]): { operations: number; seconds: number } {
  return {
    operations: rows.reduce((all, row) => all + row.operations, 0),
    seconds: rows.reduce((all, row) => all + row.seconds, 0),
  };
}

/** How much was done in which time, in columns. */
function figuresOf({ operations, seconds }: { operations: number; seconds: number }): string {
  if (operations === 0) return " ".repeat(39);
  const rate = whole(operations / seconds).padStart(12);
  return `${whole(operations).padStart(12)} in ${seconds.toFixed(2).padStart(7)} s ${rate}/s`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}
