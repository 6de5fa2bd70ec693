/** Errors that are seen for the first time are news. Pure. */

import type { ErrorGroup } from "../../src/errors/index.ts";
import { withNews } from "../commands/notice.ts";
import type { Model } from "../model.ts";
import type { News } from "./notices.ts";

/** The model with what is known of errors now, the most recently seen first. Warnings are none to be told. */
export function takeErrors(model: Model, errors: readonly ErrorGroup[]): Model {
  const since = errors.filter(({ lastSeen }) => lastSeen > model.errorsCleared);
  const known = new Set(model.errors.map(({ fingerprint }) => fingerprint));
  const fresh = since.filter(({ fingerprint, last }) => !known.has(fingerprint) && last.severity !== "warning");
  const next: Model = { ...model, errors: since };
  return fresh.toReversed().reduce((told, group) => withNews(told, newsOf(group)), next);
}

function newsOf({ processes, last }: ErrorGroup): News {
  const { type, message, number, source, time } = last;
  const text = message === "" ? type : `${type}: ${message}`;
  return {
    level: "error",
    text: `${processes.at(-1) ?? "brum"}: ${text}`,
    error: { group: number, source, time },
    more: { command: "next-error", does: "shows it" },
  };
}
