/** Opening the palette, doing what is chosen in it, its history. */

import { choicesOf } from "../choose/choices.ts";
import { withText } from "../choose/chooser.ts";
import { limits } from "../limits.ts";
import { type Step, step } from "../messages.ts";
import type { Model } from "../model.ts";
import { emptyPalette } from "../overlay.ts";
import { offerWith } from "../palette/list.ts";
import type { Call } from "../palette/offers.ts";
import { parse } from "../palette/parse.ts";
import { chosenRow, moveChoice, withError } from "./chooser.ts";

/** Calls a command by its name. */
export type Caller = (model: Model, call: Call) => Step;

export function openPalette(model: Model): Step {
  return step({ ...model, overlay: emptyPalette });
}

/** Does what is chosen, or typed where no row says it. What cannot be done stays in the line, with the reason. */
export function runChoice(model: Model, caller: Caller): Step {
  const { overlay } = model;
  if (overlay?.kind !== "palette") return step(model);
  const offer = offerWith(model, chosenRow(model)?.id ?? "");
  if (offer?.call === null) return step(complete(model));
  if (offer !== undefined) return call(model, offer.text, offer.call, caller);
  // Its process may have ended meanwhile: nothing else is done in its place.
  if (overlay.chooser.selected !== null) return step(withError(model, "What was chosen is gone. Choose again."));
  const { text } = overlay.chooser.line;
  const typed = parse(text);
  const isMeant = typed.kind === "command" && (typed.command.parameter !== null || !typed.argument);
  if (!isMeant) return step(withError(model, choicesOf(model).sentence));
  const argument = typed.argument || typed.command.parameter?.missing || undefined;
  return call(model, text, { command: typed.command.command, ...(argument !== undefined && { argument }) }, caller);
}

function call(model: Model, text: string, what: Call, caller: Caller): Step {
  const entered = [text, ...model.entered.filter((other) => other !== text)].slice(0, limits.promptHistory);
  const done = caller({ ...model, overlay: null, entered }, what);
  return done.refused === undefined ? done : step(withError(model, done.refused));
}

/** Puts the chosen row into the line, to be done as it is or typed on. */
export function complete(model: Model): Model {
  const offer = offerWith(model, chosenRow(model)?.id ?? "");
  if (model.overlay?.kind !== "palette" || offer === undefined) return model;
  const typed = parse(offer.text);
  const isOpen = typed.kind === "command" && typed.argument === null && typed.command.parameter !== null;
  return {
    ...model,
    overlay: { ...model.overlay, chooser: withText(isOpen ? `${offer.text} ` : offer.text), past: -1 },
  };
}

/** Up: the row above; from the first one, with nothing typed or while going through it, what was entered before. */
export function olderChoice(model: Model): Step {
  const { overlay } = model;
  if (overlay?.kind !== "palette" || overlay.chooser.selected !== null) return moveChoice(model, -1);
  return overlay.past >= 0 || overlay.chooser.line.text === "" ? step(recall(model, 1)) : moveChoice(model, -1);
}

/** Down: the row below; while going through what was entered, what was entered after it. */
export function newerChoice(model: Model): Step {
  const { overlay } = model;
  if (overlay?.kind !== "palette" || overlay.past < 0 || overlay.chooser.selected !== null) return moveChoice(model, 1);
  return step(recall(model, -1));
}

function recall(model: Model, direction: 1 | -1): Model {
  if (model.overlay?.kind !== "palette") return model;
  const past = Math.max(-1, Math.min(model.overlay.past + direction, model.entered.length - 1));
  const text = past === -1 ? "" : (model.entered[past] ?? "");
  return { ...model, overlay: { kind: "palette", chooser: withText(text), past } };
}
