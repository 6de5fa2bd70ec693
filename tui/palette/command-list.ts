/** What is listed while a command is typed: itself as far as it means something, and what could stand behind it. Pure. */

import { fit, ranked } from "../choose/fuzzy.ts";
import type { Model } from "../model.ts";
import { fitOffer, type Listed, listed, said } from "./listed.ts";
import { bareOffer, type Offer, offerOf, offersOf } from "./offers.ts";
import type { Parameter } from "./parameters.ts";
import { type TypedCommand, wordOf } from "./parse.ts";
import { usageOf, type WordCommand } from "./words.ts";

/** `text`: the whole line. */
export function commandList(model: Model, { command, argument }: TypedCommand, text: string): Listed {
  const { parameter } = command;
  const usage = usageOf(command);
  if (argument !== null && argument !== "") {
    if (parameter === null) return said(`Nothing stands behind "${command.word}".`, usage);
    return { ...withArgument(model, command, parameter, argument), usage };
  }
  const alone = { ...withoutArgument(model, command), usage };
  // While nothing stands behind the word it may be the beginning of another.
  return argument === null ? withOthers(model, alone, wordOf(text)) : alone;
}

function withArgument(model: Model, command: WordCommand, parameter: Parameter, argument: string): Listed {
  const values = ranked(parameter.values(model), (value) => fit(argument, value.text)).map((value) =>
    offerOf(model, command, value),
  );
  if (parameter.isClosed) return values.length > 0 ? listed(values) : said(`No ${parameter.noun} fits "${argument}".`);
  // What is typed is what is meant: nothing takes its place by itself.
  const typed = offerOf(model, command, { text: argument, detail: "" });
  return listed([typed, ...values.filter(({ text }) => text !== typed.text)]);
}

function withoutArgument(model: Model, command: WordCommand): Listed {
  const { parameter } = command;
  if (parameter === null) return listed([bareOffer(model, command)]);
  const values = parameter.values(model).map((value) => offerOf(model, command, value));
  if (parameter.missing === "") return listed([bareOffer(model, command), ...values]);
  if (values.length === 0) return said(`There is no ${parameter.noun} now.`);
  // Which one is meant has to be said where nothing else is.
  if (parameter.missing === null) return listed(values, { byDefault: null });
  const isMeant = ({ call }: Offer) => call?.argument === parameter.missing;
  return listed([...values.filter(isMeant), ...values.filter((offer) => !isMeant(offer))]);
}

function withOthers(model: Model, list: Listed, word: string): Listed {
  const known = new Set(list.offers.map(({ text }) => text));
  const others = ranked(offersOf(model), (offer) => (known.has(offer.text) ? null : fitOffer(word, offer)));
  return { ...list, offers: [...list.offers, ...others] };
}
