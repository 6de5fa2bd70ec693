/** What is to be chosen from in the overlay that is open. Pure. */

import type { Model } from "../model.ts";
import { paletteChoices } from "../palette/list.ts";
import { startChoices } from "../start/list.ts";
import type { Choices } from "./chooser.ts";

const none: Choices = { rows: [], byDefault: null, usage: "", sentence: "" };

export function choicesOf(model: Model): Choices {
  if (model.overlay?.kind === "start") return startChoices(model);
  return model.overlay?.kind === "palette" ? paletteChoices(model) : none;
}
