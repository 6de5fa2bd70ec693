/** What narrows the log, piece by piece: each is shown above it and can be removed alone. Pure. */

import { level } from "../../core/index.ts";
import { listed } from "../list/listed.ts";
import { type Model, shownLog } from "../model.ts";
import { kindWords, type WebFilter } from "../web/filter.ts";

export interface Chip {
  /** As it stands on the screen, with control characters as the user gave them. */
  readonly text: string;
  /** The model without it. */
  readonly remove: (model: Model) => Model;
}

const levelNames = Object.fromEntries(Object.entries(level).map(([name, value]) => [value, name]));

/** In the order in which they are drawn; what the list beside the log is filtered by comes first. */
export function chipsOf(model: Model): Chip[] {
  if (model.view === "web") return webChips(model);
  return [...listChips(model), ...logChips(model)];
}

function listChips({ view, listFilter, entries }: Model): Chip[] {
  if (view !== "procs" || listFilter === null) return [];
  const { text, regex } = listFilter;
  const count = `${listed({ entries, listFilter }).length} of ${entries.length}`;
  const remove = (of: Model): Model => ({ ...of, listFilter: null });
  return [{ text: `list ${regex ? `/${text}/` : text}: ${count}`, remove }];
}

/** Those that narrow the list of exchanges. */
function webChips({ web: { filter } }: Model): Chip[] {
  const { kind, process, status, text } = filter;
  const chip = (words: string, changes: Partial<WebFilter>): Chip => ({
    text: words,
    remove: (of) => ({ ...of, web: { ...of.web, filter: { ...of.web.filter, ...changes } } }),
  });
  return [
    ...(kind === null ? [] : [chip(kindWords[kind], { kind: null })]),
    ...(process === null ? [] : [chip(process, { process: null })]),
    ...(status === null ? [] : [chip(status === "error" ? "failed" : status, { status: null })]),
    ...(text === null ? [] : [chip(text.regex ? `/${text.text}/` : text.text, { text: null })]),
  ];
}

/** Those that narrow what the log shows. */
export function logChips(model: Model): Chip[] {
  const { log, chosen } = model;
  const chips: Chip[] = [];
  const shown = shownLog(model);
  if (!shown.all && !shown.one) chips.push({ text: chosen.join(", "), remove: (of) => ({ ...of, chosen: [] }) });
  if (log.minLevel > level.trace) {
    const sign = model.unicode ? "≥" : ">=";
    const text = `level ${sign} ${levelNames[log.minLevel]}`;
    chips.push({ text, remove: (of) => ({ ...of, log: { ...of.log, minLevel: level.trace } }) });
  }
  for (const filter of log.texts) {
    const text = `${filter.kind} ${filter.regex ? `/${filter.text}/` : filter.text}`;
    const remove = (of: Model): Model => {
      return { ...of, log: { ...of.log, texts: of.log.texts.filter((other) => other !== filter) } };
    };
    chips.push({ text, remove });
  }
  if (log.horizon > 0) {
    chips.push({ text: "cleared", remove: (of) => ({ ...of, log: { ...of.log, horizon: 0 } }) });
  }
  for (const one of log.cleared) {
    const remove = (of: Model): Model => {
      return { ...of, log: { ...of.log, cleared: of.log.cleared.filter((other) => other !== one) } };
    };
    chips.push({ text: `cleared ${one.name}`, remove });
  }
  return chips;
}
