/** Moving in what lies over the content. */

import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { lastNoticesTop } from "../views/notice-list.ts";
import { moveChoice, scrollChoices } from "./chooser.ts";

/** By so many rows: the choice where there is one, else what is shown. */
export function scrollOverlay(model: Model, by: number): Step {
  const { overlay } = model;
  if (overlay?.kind !== "notices") return moveChoice(model, by);
  return step({
    ...model,
    overlay: { ...overlay, top: Math.max(0, Math.min(overlay.top + by, lastNoticesTop(model))) },
  });
}

/** The wheel moves what is shown, not what is chosen. */
export function wheelOverlay(model: Model, by: number): Step {
  return model.overlay?.kind === "notices" ? scrollOverlay(model, by) : step(scrollChoices(model, by));
}
