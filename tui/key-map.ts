/** The user's own keys: from the configuration's words to bindings. Pure. */

import type { Binding } from "./keys.ts";
import type { KeyMap } from "./model.ts";

/** Names of keys as people write them, and as blessed has them. */
const names: Readonly<Record<string, string>> = {
  esc: "escape",
  return: "enter",
  del: "delete",
  pgup: "pageup",
  pgdn: "pagedown",
  "page-up": "pageup",
  "page-down": "pagedown",
};
const named =
  /^(?:enter|escape|tab|space|backspace|delete|insert|up|down|left|right|home|end|pageup|pagedown|f(?:[1-9]|1[0-2]))$/;
const modifiers: Readonly<Record<string, string>> = { ctrl: "C-", alt: "M-", shift: "S-" };

/** blessed's name of `s`, `S`, `ctrl+s`, `alt+x`, `shift+tab`, `f5`; undefined: there is no such key. */
export function keyOf(text: string): string | undefined {
  const parts = /^(?:(ctrl|alt|shift)\+)?(.+)$/iu.exec(text.trim());
  const [, modifier = "", key = ""] = parts ?? [];
  const prefix = modifiers[modifier.toLowerCase()] ?? "";
  if (/^\p{Lu}$/u.test(key) && (prefix === "" || prefix === "S-")) return `S-${key.toLowerCase()}`;
  const name = names[key.toLowerCase()] ?? (key.length > 1 ? key.toLowerCase() : key);
  if ([...key].length === 1 && !/[\p{Cc}\s]/u.test(key)) return `${prefix}${prefix === "" ? key : key.toLowerCase()}`;
  return named.test(name) ? `${prefix}${name}` : undefined;
}

/** One line of the table `[keys]`. */
export interface KeyChoice {
  readonly command: string;
  readonly keys: readonly string[];
  /** `file:line`, for what is wrong with it. */
  readonly place: string;
}

/** What quits at once is never taken away: it is the way out of everything. */
const fixed: ReadonlySet<string> = new Set(["C-c"]);
const modes = ["main", "help"] as const;

function isOpen(binding: Binding): boolean {
  return modes.some((mode) => binding.modes.includes(mode));
}

/** The map, and a sentence for each choice that cannot be. */
export function readKeyMap(
  choices: readonly KeyChoice[],
  bindings: readonly Binding[],
): { readonly keyMap: KeyMap; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const keyMap: Record<string, readonly string[]> = {};
  const commands = new Set<string>(bindings.filter(isOpen).map(({ command }) => command));
  for (const { command, keys, place } of choices) {
    if (!commands.has(command)) {
      warnings.push(`${place}: there is no command "${command}" with a key of its own; docs/keys.md names them.`);
      continue;
    }
    const found = keys.flatMap((key) => {
      const name = keyOf(key);
      if (name !== undefined && !fixed.has(name)) return [name];
      const why = name === undefined ? "is no key" : "is kept for quitting";
      warnings.push(`${place}: "${key}" ${why}; write s, S, ctrl+s, alt+s, f5, enter and so on.`);
      return [];
    });
    if (found.length === keys.length) keyMap[command] = found;
  }
  return { keyMap, warnings };
}

const known = new WeakMap<KeyMap, readonly Binding[]>();

/**
 * The table with the user's keys: a command has the chosen ones in place of its own, and a key that is chosen for one is
 * taken from all others.
 */
export function withKeyMap(bindings: readonly Binding[], keyMap: KeyMap): readonly Binding[] {
  const made = known.get(keyMap);
  if (made !== undefined) return made;
  const chosen = new Set(Object.values(keyMap).flat());
  const seen = new Set<string>();
  const result = bindings.map((binding): Binding => {
    const own = keyMap[binding.command];
    if (!isOpen(binding)) return binding;
    const kept = binding.keys.filter((key) => fixed.has(key) || !chosen.has(key));
    if (own === undefined) return { ...binding, keys: kept };
    // Some commands stand in the table twice, with other conditions: their keys go to the first.
    const isFirst = !seen.has(binding.command);
    seen.add(binding.command);
    return { ...binding, keys: [...(isFirst ? own : []), ...binding.keys.filter((key) => fixed.has(key))] };
  });
  known.set(keyMap, result);
  return result;
}
