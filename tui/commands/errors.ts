/** Going to errors in the log. */

import { contentKind } from "../layout.ts";
import { type Step, step } from "../messages.ts";
import { type Model, shownLog } from "../model.ts";
import { jump } from "./log.ts";

/** To the error that a notice tells of just now, else to the next one in the log. */
export function nextError(model: Model): Step {
  const error = model.notice?.error;
  if (error === undefined) return jump(model, { kind: "error", direction: 1 });
  const seen = isInSight(model, error.source) ? model : ({ ...model, view: "logs", zoom: false, chosen: [] } as const);
  return step({ ...seen, notice: null }, { type: "reveal", ...error });
}

function isInSight(model: Model, source: number): boolean {
  if (contentKind(model) !== "log") return false;
  const shown = shownLog(model);
  return shown.all || shown.entries.some(({ process }) => process?.source === source);
}
