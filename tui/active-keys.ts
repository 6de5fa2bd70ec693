/** Which keys do something here and now, and how they are written. Pure. */

import type { CommandName } from "./commands/names.ts";
import { withKeyMap } from "./key-map.ts";
import { type Binding, bindings, type Mode } from "./keys.ts";
import type { Model } from "./model.ts";

/** The whole table, with the user's own keys. */
export function allBindings(model: Model): readonly Binding[] {
  return withKeyMap(bindings, model.keyMap);
}

function modeOf(model: Model): Mode {
  if (model.stopping) return "stopping";
  if (model.asking) return "ask";
  if (model.question !== null) return "question";
  if (model.typing !== null) return "typing";
  if (model.prompt !== null) return "prompt";
  if (model.overlay !== null) return model.overlay.kind;
  return model.help === null ? "main" : "help";
}

/** The bindings that do something here and now. */
export function activeBindings(model: Model): Binding[] {
  const mode = modeOf(model);
  return allBindings(model).filter((binding) => binding.modes.includes(mode) && applies(binding, model));
}

/** A view that fails must not keep the keys from leading out of it. */
function applies(binding: Binding, model: Model): boolean {
  return orElse(false, () => binding.applies(model));
}

/** The word that the hint line has for a key now; null: none. */
export function hintWord(binding: Binding, model: Model): string | null {
  return orElse(null, () => binding.hint(model));
}

function orElse<T>(other: T, ask: () => T): T {
  try {
    return ask();
  } catch {
    return other;
  }
}

/** The command that a key calls now. */
export function commandFor(model: Model, key: string): CommandName | undefined {
  return activeBindings(model).find((binding) => binding.keys.includes(key))?.command;
}

/** The key that calls a command now, as the screen shows it; empty: none does. */
export function keyFor(model: Model, command: CommandName): string {
  const key = activeBindings(model).find((binding) => binding.command === command)?.keys[0];
  return key === undefined ? "" : keyLabel(key, model.unicode);
}

const labels: Readonly<Record<string, readonly [unicode: string, ascii: string]>> = {
  enter: ["⏎", "enter"],
  up: ["↑", "up"],
  down: ["↓", "down"],
  pageup: ["pgup", "pgup"],
  pagedown: ["pgdn", "pgdn"],
  escape: ["esc", "esc"],
  left: ["←", "left"],
  right: ["→", "right"],
  space: ["space", "space"],
};

/** What the terminal sends for the key that ends typing, ctrl+]: as with telnet, no program waits for it. */
export const STOP_TYPING = "\x1d";

/** How a key is written on the screen. */
export function keyLabel(key: string, unicode: boolean): string {
  const label = labels[key];
  if (label !== undefined) return unicode ? label[0] : label[1];
  if (key.startsWith("C-")) return `ctrl+${key.slice(2)}`;
  if (key.startsWith("M-")) return `alt+${key.slice(2)}`;
  // A letter with shift is a capital; another key with it is named so.
  if (key.startsWith("S-")) return key.length === 3 ? key.slice(2).toUpperCase() : `shift+${key.slice(2)}`;
  return key;
}
