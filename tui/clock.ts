/** When the screen changes by itself: a notice goes, a shown time reads differently. */

import { untilFree } from "./commands/notice.ts";
import { layoutOf } from "./layout.ts";
import { listed } from "./list/listed.ts";
import { describedEntry, type Entry, type Model, shownPage } from "./model.ts";
import { untilAgeChanges, untilLastingChanges } from "./views/format.ts";
import { shownRows } from "./views/page-list.ts";

/** Milliseconds until the next such moment; null: never, as things are. */
export function untilNextChange(model: Model): number | null {
  const waits: number[] = [];
  if (model.notice !== null) waits.push(model.notice.until - model.now);
  if (model.notices.held !== null) waits.push(untilFree(model));
  for (const since of shownMoments(model)) waits.push(untilAgeChanges(model.now - since));
  const described = describedEntry(model)?.process;
  if (described != null) waits.push(untilLastingChanges(model.now - (described.endedAt ?? described.startedAt)));
  return waits.length === 0 ? null : Math.max(1, Math.min(...waits));
}

/** The moments from which the list counts times that can be seen now. */
function shownMoments(model: Model): number[] {
  const page = shownPage(model);
  const list = layoutOf(model).list;
  const moments =
    page !== null
      ? shownRows(model, page).map(({ since }) => since ?? null)
      : listed(model)
          .slice(model.listTop, model.listTop + (list?.height ?? 0))
          .map((index) => shownSince(model.entries[index]));
  return moments.filter((since) => since !== null);
}

/** The moment from which the list counts the time of this entry. */
function shownSince(entry: Entry | undefined): number | null {
  if (entry?.process?.status === "running" || entry?.process?.status === "ready") return entry.process.startedAt;
  return entry?.process?.status === "success" ? entry.process.endedAt : null;
}
