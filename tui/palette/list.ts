/** The rows of the palette for what is typed, and what each does. Pure. */

import type { ChoiceRow, Choices } from "../choose/chooser.ts";
import { ranked } from "../choose/fuzzy.ts";
import type { Model } from "../model.ts";
import { commandList } from "./command-list.ts";
import { fitOffer, type Listed, listed, said } from "./listed.ts";
import { bareOffer, type Offer, offersOf } from "./offers.ts";
import { parse } from "./parse.ts";
import { wordCommands } from "./words.ts";

/** One list for a model: views, keys and the mouse ask for the same many times. */
const made = new WeakMap<Model, Listed & Choices>();

function listOf(model: Model): Listed & Choices {
  const known = made.get(model);
  if (known !== undefined) return known;
  const found = listFor(model, model.overlay?.kind === "palette" ? model.overlay.chooser.line.text : "");
  const list = { ...found, rows: found.offers.map(rowOf) };
  made.set(model, list);
  return list;
}

/** What the palette lists for the text in its line. */
export function paletteChoices(model: Model): Choices {
  return listOf(model);
}

/** What a row of it does. */
export function offerWith(model: Model, id: string): Offer | undefined {
  return listOf(model).offers.find(({ text }) => text === id);
}

function listFor(model: Model, text: string): Listed {
  const below: Model = { ...model, overlay: null };
  const typed = parse(text);
  switch (typed.kind) {
    case "nothing":
      // `enter` takes what was moved to, and not what happens to stand first.
      return listed(usedFirst(below), { byDefault: null, sentence: "Type a command, or choose one." });
    case "missing":
      return said(typed.why);
    case "command":
      return commandList(below, typed, text);
    case "filter": {
      const offers = typed.isCommand ? wordCommands.map((command) => bareOffer(below, command)) : usedFirst(below);
      const found = ranked(offers, (offer) => fitOffer(typed.text, offer));
      if (found.length > 0) return listed(found);
      return said(`${typed.isCommand ? "There is no command" : "Nothing fits"} "${typed.text.trim()}".`);
    }
  }
}

/** All, and above the rest what was entered before. */
function usedFirst(model: Model): Offer[] {
  const { entered } = model;
  const place = new Map(entered.map((text, index) => [text, index]));
  const placeOf = ({ text }: Offer) => place.get(text) ?? entered.length;
  return offersOf(model).sort((a, b) => placeOf(a) - placeOf(b));
}

function rowOf({ text, detail, key, isNow }: Offer): ChoiceRow {
  return { id: text, title: text, detail, right: key === "" && isNow ? "now" : key, isMarked: false };
}
