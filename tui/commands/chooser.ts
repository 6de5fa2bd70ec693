/** Typing and moving in the palette and on the start page: what both do alike. */

import { choicesOf } from "../choose/choices.ts";
import { type ChoiceRow, type Chooser, chosenIndex, moveBy, reveal, scrollBy, typeInto } from "../choose/chooser.ts";
import { listHeight } from "../choose/place.ts";
import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { chooserOf, withChooser } from "../overlay.ts";

/** The model with another line and list. */
function withChoice(model: Model, chooser: Chooser): Model {
  return { ...model, overlay: withChooser(model.overlay, chooser) };
}

/** With the reason why nothing was done; what was typed stays. */
export function withError(model: Model, error: string): Model {
  const chooser = chooserOf(model.overlay);
  return chooser === null ? model : withChoice(model, { ...chooser, error });
}

/** The row that `enter` takes. */
export function chosenRow(model: Model): ChoiceRow | undefined {
  const chooser = chooserOf(model.overlay);
  if (chooser === null) return undefined;
  const { rows, byDefault } = choicesOf(model);
  return rows[chosenIndex(chooser, rows, byDefault)];
}

/** A key that no command takes. */
export function typeChoice(model: Model, key: string, typed: string | undefined): Step {
  const chooser = chooserOf(model.overlay);
  if (chooser === null) return step(model);
  // Deleting in an empty line closes it, as in an editor.
  if (key === "backspace" && chooser.line.text === "") return closeOverlay(model);
  const next = typeInto(chooser, key, typed);
  const overlay = withChooser(model.overlay, next);
  // A line that was changed is a new one.
  const isNew = overlay?.kind === "palette" && next.line.text !== chooser.line.text;
  return step({ ...model, overlay: isNew ? { ...overlay, past: -1 } : overlay });
}

export function moveChoice(model: Model, by: number): Step {
  const chooser = chooserOf(model.overlay);
  if (chooser === null) return step(model);
  const { rows, byDefault } = choicesOf(model);
  return step(withChoice(model, moveBy(chooser, rows, byDefault, by, listHeight(model))));
}

/** As if it had been moved to. */
export function chooseRow(model: Model, id: string): Model {
  const chooser = chooserOf(model.overlay);
  return chooser === null ? model : withChoice(model, { ...chooser, selected: id, error: null });
}

/** Brings what is chosen into the list, whose place has another size. */
export function revealChoice(model: Model): Model {
  const chooser = chooserOf(model.overlay);
  if (chooser === null || chooser.selected === null) return model;
  return withChoice(model, reveal(chooser, choicesOf(model).rows, listHeight(model)));
}

/** The wheel moves what the list shows, not what is chosen. */
export function scrollChoices(model: Model, by: number): Model {
  const chooser = chooserOf(model.overlay);
  if (chooser === null) return model;
  return withChoice(model, scrollBy(chooser, choicesOf(model).rows, by, listHeight(model)));
}

/** What is typed there is gone; what was below is as it was. */
export function closeOverlay(model: Model): Step {
  return step({ ...model, overlay: null });
}
