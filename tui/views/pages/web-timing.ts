/** How the time of an exchange went by: connecting, waiting for the answer, receiving it, as one bar. */

import type { ExchangeRow } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import { lineWidth } from "../../text/cut.ts";
import { type Line, type Span, span } from "../../text/style.ts";
import { factColumns, factLine } from "../facts.ts";
import { duration } from "../format.ts";
import { themeOf } from "../theme.ts";

/** Columns of the bar at most: longer ones say no more. */
const MAX_COLUMNS = 48;

interface Phase {
  readonly name: string;
  readonly ms: number;
  readonly sign: string;
  readonly style: Span["style"];
}

export function timingLines(model: Model, row: ExchangeRow, width: number): Line[] {
  const phases = phasesOf(model, row);
  const { dim } = themeOf(model.colors);
  if (phases.length === 0) return [factLine(model, "time", [span("nothing has come yet", dim)])];
  const whole = phases.reduce((sum, { ms }) => sum + ms, 0);
  const total = row.doneMs === null ? "goes on" : duration(row.doneMs);
  const columns = Math.min(MAX_COLUMNS, factColumns(width) - total.length - 2);
  const bar = columns < phases.length ? [] : [...barOf(phases, whole, columns), span("  ")];
  const entries = phases.map(
    ({ name, ms, sign, style }): Line => [span(`${sign} `, style), span(`${name} ${duration(ms)}  `, dim)],
  );
  const isWide = lineWidth(entries.flat()) - 2 <= factColumns(width);
  const legend = isWide ? [entries.flat()] : entries;
  return [factLine(model, "time", [...bar, span(total)]), ...legend.map((line) => factLine(model, "", line))];
}

function phasesOf(model: Model, { connectMs, firstByteMs, doneMs }: ExchangeRow): Phase[] {
  const theme = themeOf(model.colors);
  const [connect, wait, receive] = model.unicode ? ["▒", "░", "█"] : ["c", ".", "#"];
  const begun = connectMs ?? 0;
  const answered = firstByteMs ?? doneMs;
  return [
    ...(connectMs === null ? [] : [{ name: "connect", ms: connectMs, sign: connect, style: theme.accent }]),
    ...(answered === null ? [] : [{ name: "wait", ms: Math.max(0, answered - begun), sign: wait, style: theme.dim }]),
    ...(firstByteMs === null || doneMs === null
      ? []
      : [{ name: "receive", ms: Math.max(0, doneMs - firstByteMs), sign: receive, style: theme.good }]),
  ];
}

/** Each phase has a column at least; the longest gives them. */
function barOf(phases: readonly Phase[], whole: number, columns: number): Span[] {
  const least = phases.map(({ ms }) => Math.max(1, Math.floor((ms / Math.max(whole, 0.001)) * columns)));
  const longest = phases.reduce((most, { ms }, index) => (ms > (phases[most]?.ms ?? 0) ? index : most), 0);
  const left = columns - least.reduce((sum, count) => sum + count, 0);
  return phases.map(({ sign, style }, index) =>
    span(sign.repeat(Math.max(1, (least[index] ?? 1) + (index === longest ? left : 0))), style),
  );
}
