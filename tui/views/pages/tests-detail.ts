/** What failed in a build or a run of tests, how it was before, and what can be done with it. */

import type { ErrorGroup } from "../../../src/errors/index.ts";
import { type Outcome, underWay, type Work } from "../../found/outcomes.ts";
import { runOf } from "../../found/services.ts";
import { failureText } from "../../found/words.ts";
import { errorsOf } from "../../found/work-errors.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { lineWidth, shorten } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { words } from "../../text/words.ts";
import { fact, factColumns, factLine } from "../facts.ts";
import { clock, duration, plural } from "../format.ts";
import { themeOf } from "../theme.ts";
import { placeOf } from "./errors.ts";
import type { PageTarget } from "./page.ts";
import { markOf, shownOutcome, signOf, stateLine } from "./tests-look.ts";

/** Errors of a build or a run that are named; all of them are on the Errors page. */
const MAX_ERRORS = 5;

export function workDetail(model: Model, work: Work, width: number): Line[] {
  const outcome = shownOutcome(model, work);
  const run = runOf(model, work.process);
  const running = underWay(work, run);
  const row = (name: string, value: string | null) => fact(model, width, name, value);
  return [
    [span(" "), signOf(model, work), span(" "), ...stateLine(model, work)],
    [],
    ...row("process", run === null ? work.process : `${work.process}, ${run.status}`),
    ...row("running", running === null ? null : `since ${clock(running.since)}`),
    ...row("ended", outcome === null ? null : endText(outcome)),
    ...row("tests", outcome === null ? null : countsText(outcome)),
    ...historyLines(model, work, width),
    ...(outcome === null || outcome.ok ? [] : failureLines(model, outcome, width)),
    ...(outcome === null ? [] : errorLines(model, errorsOf(model.errors, outcome), width)),
  ];
}

function endText({ told }: Outcome): string {
  return `${clock(told.time)}${told.ms === null ? "" : `, after ${duration(told.ms)}`}`;
}

function countsText({ told }: Outcome): string | null {
  if (told.kind !== "tests") return null;
  const counts = [
    told.passed === null ? "" : `${told.passed} passed`,
    told.failed === null ? "" : `${told.failed} failed`,
    told.skipped === null || told.skipped === 0 ? "" : `${told.skipped} skipped`,
  ];
  return counts.filter((part) => part !== "").join(", ");
}

/** The last outcomes, oldest first: each with its time where there is room for that, else the first and the last time. */
function historyLines(model: Model, { history }: Work, width: number): Line[] {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || history.length < 2) return [];
  const { dim } = themeOf(model.colors);
  const room = factColumns(width);
  const timed = history.flatMap(({ ok, time }) => [markOf(model, ok), span(` ${clock(time)}  `, dim)]);
  const short = [
    ...history.flatMap(({ ok }) => [markOf(model, ok), span(" ")]),
    span(` ${clock(first.time)} to ${clock(last.time)}`, dim),
  ];
  return [factLine(model, "history", lineWidth(timed) <= room ? timed : short)];
}

/** The failed tests under their files. */
function failureLines(model: Model, { told }: Outcome, width: number): Line[] {
  if (told.kind !== "tests" || told.failures.length === 0) return [];
  const theme = themeOf(model.colors);
  const text = (value: string) => clean(value, 0, model.unicode);
  const lines: Line[] = [[]];
  let file = "";
  for (const failure of told.failures) {
    if (failure.file !== file && failure.file !== "") lines.push([span(" "), span(text(failure.file), theme.accent)]);
    file = failure.file;
    const indent = file === "" ? 1 : 3;
    for (const part of words(text(failure.name), Math.max(1, width - indent - 1)))
      lines.push([span(" ".repeat(indent)), span(part, theme.error)]);
  }
  const more = (told.failed ?? 0) - told.failures.length;
  if (more > 0) lines.push([span(" "), span(`and ${more} more, in the log`, theme.dim)]);
  return lines;
}

function errorLines(model: Model, errors: readonly ErrorGroup[], width: number): Line[] {
  if (errors.length === 0) return [];
  const theme = themeOf(model.colors);
  const count = plural(errors.length, "error");
  const head =
    errors.length > MAX_ERRORS
      ? `${count}, all of them on the Errors page; first`
      : `${count}, in full on the Errors page`;
  return [
    [],
    [span(` ${head}:`, theme.dim)],
    ...errors.slice(0, MAX_ERRORS).map((group): Line => {
      const style = group.last.severity === "warning" ? theme.warn : theme.error;
      const text = clean(errorText(group), 0, model.unicode);
      return [span(" "), span(shorten(text, Math.max(0, width - 2), model.unicode ? "…" : "~"), style)];
    }),
  ];
}

function errorText(group: ErrorGroup): string {
  return [placeOf(group), `${group.last.type}: ${group.last.message}`].filter((part) => part !== "").join("  ");
}

export function targetOfWork(model: Model, work: Work): PageTarget {
  const outcome = shownOutcome(model, work);
  if (outcome === null) return {};
  const { told, ok } = outcome;
  const errors = errorsOf(model.errors, outcome);
  return {
    inLog: {
      type: "reveal",
      group: null,
      source: told.source,
      time: told.time,
      about: told.kind === "build" ? "build" : "test",
    },
    ...(!ok && { copy: failureText(outcome, errors.map(errorText)), ...openOf(model, outcome, errors) }),
  };
}

/** The file of the first test that failed; where none is named, the place of the first error. */
function openOf(model: Model, { told }: Outcome, errors: readonly ErrorGroup[]): Pick<PageTarget, "open"> {
  const file = told.kind === "tests" ? told.failures.find((failure) => failure.file !== "")?.file : undefined;
  const directory = runOf(model, told.process)?.launch.cwd;
  if (file !== undefined && directory !== undefined)
    return { open: { type: "edit", file, line: null, column: null, directory } };
  for (const { location, last } of errors) {
    const place = location ?? last.place;
    if (place === null) continue;
    return {
      open: { type: "edit", file: place.file, line: place.line, column: place.column, directory: last.directory },
    };
  }
  return {};
}
