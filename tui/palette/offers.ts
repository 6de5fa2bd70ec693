/** Everything that can be done here and now, as rows of the palette. Pure. */

import { activeBindings, keyFor, keyLabel } from "../active-keys.ts";
import type { CommandName } from "../commands/names.ts";
import { type Model, targetEntry } from "../model.ts";
import type { Value } from "./parameters.ts";
import { type WordCommand, wordCommands } from "./words.ts";

/** What a row does. */
export interface Call {
  readonly command: CommandName;
  readonly argument?: string;
}

export interface Offer {
  /** What one types to get the same; no two have the same. */
  readonly text: string;
  readonly detail: string;
  /** The key that does the same, as the screen shows it; empty: there is none. */
  readonly key: string;
  /** Whether it is so already. */
  readonly isNow: boolean;
  /** Null: what stands behind it is asked for first. */
  readonly call: Call | null;
}

/** Commands that are there by other words, or that open what is open. */
const covered: ReadonlySet<CommandName> = new Set([
  "palette",
  "start-stop",
  "restart-all",
  ...wordCommands.map(({ command }) => command),
]);

/** The word with one of its values. */
export function offerOf(model: Model, { word, command, help }: WordCommand, value: Value): Offer {
  return {
    text: `${word} ${value.text}`,
    detail: value.detail === "" ? help : value.detail,
    key: keyWithValue(model, word, value.text),
    isNow: value.isNow === true,
    call: { command, argument: value.text },
  };
}

/** The word without anything behind it. */
export function bareOffer(model: Model, { word, command, parameter, help }: WordCommand): Offer {
  const missing = parameter?.missing ?? "";
  const offer = { text: word, detail: help, key: "", isNow: false };
  if (parameter?.missing === null) return { ...offer, call: null };
  if (missing !== "") return { ...offer, call: { command, argument: missing } };
  return { ...offer, key: keyFor(model, command), call: { command } };
}

/** In the order in which the list shows them. */
export function offersOf(model: Model): Offer[] {
  const words = wordCommands.flatMap((command) => {
    const { parameter } = command;
    if (parameter === null) return [bareOffer(model, command)];
    const bare = parameter.missing === "" && isUseful(model, command) ? [bareOffer(model, command)] : [];
    return [
      ...bare,
      ...(parameter.isListed ? parameter.values(model).map((value) => offerOf(model, command, value)) : []),
    ];
  });
  return [...words, ...bindingOffers(model)];
}

/** Without a value there is nothing to take away. */
function isUseful(model: Model, { parameter }: WordCommand): boolean {
  return parameter === null || !parameter.isClosed || parameter.values(model).length > 0;
}

function bindingOffers(model: Model): Offer[] {
  const seen = new Set<CommandName>(covered);
  return activeBindings(model).flatMap(({ command, help, keys }) => {
    if (seen.has(command)) return [];
    seen.add(command);
    const key = keyLabel(keys[0] ?? "", model.unicode);
    return [{ text: command.replaceAll("-", " "), detail: help, key, isNow: false, call: { command } }];
  });
}

/** Keys act on what is selected, or on all: the row of the same gets the key. */
function keyWithValue(model: Model, word: string, value: string): string {
  if (word === "restart" && value === "all") return keyFor(model, "restart-all");
  if (word === "clear" && value === "logs") return keyFor(model, "clear");
  if (targetEntry(model)?.name !== value) return "";
  if (word === "restart") return keyFor(model, "restart");
  return word === "stop" || word === "run" ? keyFor(model, "start-stop") : "";
}
