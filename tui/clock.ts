/** When the screen changes by itself: a notice goes, a shown time reads differently. */

import { layoutOf } from "./layout.ts";
import type { Entry, Model } from "./model.ts";
import { untilAgeChanges } from "./views/format.ts";

/** Milliseconds until the next such moment; null: never, as things are. */
export function untilNextChange(model: Model): number | null {
  const waits: number[] = [];
  if (model.notice !== null) waits.push(model.notice.until - model.now);
  const list = layoutOf(model).list;
  if (list !== null) {
    for (const entry of model.entries.slice(model.listTop, model.listTop + list.height)) {
      const since = shownSince(entry);
      if (since !== null) waits.push(untilAgeChanges(model.now - since));
    }
  }
  return waits.length === 0 ? null : Math.max(1, Math.min(...waits));
}

/** The moment from which the list counts the time of this entry. */
function shownSince(entry: Entry): number | null {
  if (entry.process?.status === "running" || entry.process?.status === "ready") return entry.process.startedAt;
  return entry.process?.status === "success" ? entry.process.endedAt : null;
}
