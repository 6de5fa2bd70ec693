/** What rows and details of builds and tests share: which outcome counts, its sign and its words. */

import { type Outcome, outcomeOf, underWay, type Work } from "../../found/outcomes.ts";
import { runOf } from "../../found/services.ts";
import { resultOf, toolOf } from "../../found/words.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { type Line, type Span, span } from "../../text/style.ts";
import { duration } from "../format.ts";
import { themeOf } from "../theme.ts";

/** The outcome that counts now; null: there is none yet. */
export function shownOutcome(model: Model, work: Work): Outcome | null {
  return outcomeOf(work, runOf(model, work.process));
}

/** From when on the row counts its time. */
export function shownTime(model: Model, work: Work): number | null {
  return underWay(work, runOf(model, work.process))?.since ?? shownOutcome(model, work)?.told.time ?? null;
}

/** The sign of a row. */
export function signOf(model: Model, work: Work): Span {
  const theme = themeOf(model.colors);
  if (underWay(work, runOf(model, work.process)) !== null) return span(model.unicode ? "◐" : "~", theme.accent);
  const outcome = shownOutcome(model, work);
  return outcome === null ? span(model.unicode ? "○" : "o", theme.dim) : markOf(model, outcome.ok);
}

/** The sign of an outcome. */
export function markOf(model: Model, ok: boolean): Span {
  const theme = themeOf(model.colors);
  return ok ? span(model.unicode ? "✔" : "v", theme.good) : span(model.unicode ? "✖" : "x", theme.error);
}

/** `vitest  3 failed of 120`, with its style. */
export function stateLine(model: Model, work: Work): Line {
  const theme = themeOf(model.colors);
  const running = underWay(work, runOf(model, work.process));
  const tool = (name: string) =>
    span(`${clean(toolOf({ tool: name, kind: work.kind }), 0, model.unicode)}  `, theme.dim);
  if (running !== null) return [tool(running.tool), span("running", theme.accent)];
  const outcome = shownOutcome(model, work);
  if (outcome === null) return [tool(work.running?.tool ?? ""), span("ended without a result", theme.dim)];
  const took = outcome.told.ms === null ? "" : `  ${duration(outcome.told.ms)}`;
  return [
    tool(outcome.told.tool),
    span(resultOf(outcome), outcome.ok ? theme.plain : theme.error),
    span(took, theme.dim),
  ];
}
