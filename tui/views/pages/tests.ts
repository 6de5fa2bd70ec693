/** Tests: how builds and runs of tests have ended last, for each process. */

import { underWay, type Work } from "../../found/outcomes.ts";
import { runOf } from "../../found/services.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fitLine, shorten, spread } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { ago } from "../format.ts";
import { themeOf } from "../theme.ts";
import type { Page } from "./page.ts";
import { targetOfWork, workDetail } from "./tests-detail.ts";
import { shownOutcome, shownTime, signOf, stateLine } from "./tests-look.ts";

export const testsPage: Page = {
  label: "Tests",
  rowLines: 2,
  badge: (model) => {
    const outcomes = worksOf(model).map((work) => shownOutcome(model, work));
    const failed = outcomes.filter((outcome) => outcome?.ok === false).length;
    if (failed > 0) return `${failed}${model.unicode ? "✖" : "x"}`;
    return outcomes.some((outcome) => outcome !== null) ? (model.unicode ? "✔" : "v") : null;
  },
  summary: (model) => {
    const counts = { failed: 0, passed: 0, running: 0 };
    for (const work of worksOf(model)) {
      const outcome = shownOutcome(model, work);
      if (underWay(work, runOf(model, work.process)) !== null) counts.running += 1;
      else if (outcome !== null) counts[outcome.ok ? "passed" : "failed"] += 1;
    }
    const told = Object.entries(counts).filter(([, count]) => count > 0);
    if (told.length === 0) return "no build, no tests so far";
    return `builds and tests: ${told.map(([word, count]) => `${count} ${word}`).join(", ")}`;
  },
  rows: (model, width) =>
    worksOf(model).map((work) => ({ id: work.id, lines: rowOf(model, work, width), since: shownTime(model, work) })),
  detail: (model, id, width) => {
    const work = model.works.find((one) => one.id === id);
    return work === undefined ? [] : workDetail(model, work, width);
  },
  target: (model, id) => {
    const work = model.works.find((one) => one.id === id);
    return work === undefined ? {} : targetOfWork(model, work);
  },
  empty: () => [
    "No build and no tests so far.",
    "Run them as processes: how they end is read from what they print, and appears here.",
  ],
};

/** In the order of the list of processes; builds before tests. */
function worksOf(model: Model): Work[] {
  const places = new Map(model.entries.map(({ name }, index) => [name, index]));
  const place = ({ process }: Work) => places.get(process) ?? places.size;
  return model.works.toSorted((a, b) => place(a) - place(b) || a.kind.localeCompare(b.kind));
}

function rowOf(model: Model, work: Work, width: number): Line[] {
  const theme = themeOf(model.colors);
  const since = shownTime(model, work);
  const right = since === null ? " " : ` ${ago(model.now - since)} `;
  const name = shorten(clean(work.process, 0, model.unicode), width - 3 - right.length, model.unicode ? "…" : "~");
  return [
    spread([span(" "), signOf(model, work), span(` ${name}`)], [span(right, theme.dim)], width),
    fitLine([span("   "), ...stateLine(model, work)], width),
  ];
}
