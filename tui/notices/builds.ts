/** A build that fails after one that succeeded is news. Pure. */

import { withNews } from "../commands/notice.ts";
import type { Work } from "../found/outcomes.ts";
import type { Model } from "../model.ts";
import { plural } from "../views/format.ts";

/** `after`: the model that has taken in what was told since `before`. */
export function announceBuilds(before: Model, after: Model): Model {
  if (after.works === before.works) return after;
  const known = new Map(before.works.map((work) => [work.id, work]));
  const broken = after.works.filter((work) => isBroken(work) && known.get(work.id)?.last?.ok === true);
  return broken.reduce((told, work) => withNews(told, { level: "error", text: sentenceOf(work) }), after);
}

function isBroken({ kind, last }: Work): boolean {
  return kind === "build" && last?.ok === false;
}

function sentenceOf({ process, last }: Work): string {
  const errors = last?.told.kind === "build" ? last.told.errors : null;
  const count = errors === null ? "" : ` with ${plural(errors, "error")}`;
  return `${process}: the build that succeeded before has failed${count}`;
}
