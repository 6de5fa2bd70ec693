/** From rules as they are written to rules that work. */

import { builtInRules } from "./built-in.ts";
import type { Matcher, Rule, RuleSet, RuleText } from "./types.ts";

/** Words of a line that make its error critical, as in the predecessor. */
const criticalWords: readonly string[] = ["fatal", "panic", "critical", "segfault"];

export function ruleOf(name: string, text: RuleText, matcher: Matcher): Rule {
  return {
    name,
    matcher,
    type: text.type,
    severity: text.severity ?? "error",
    kind: text.kind ?? "runtime",
    language: text.language ?? "",
    singleLine: text.single_line ?? true,
    ignore: text.ignore ?? false,
  };
}

/** Our own patterns are known to be harmless: the engine's own regular expressions are quicker than ours. */
export const builtIn: RuleSet = {
  rules: Object.entries(builtInRules).map(([name, text]) => ruleOf(name, text, new RegExp(text.pattern, "u"))),
  criticalWords,
};

/** Ours with the user's: one of the same name takes the place of ours, the others come first. `removed`: names of ours that go. */
export function merged(
  user: readonly Rule[],
  removed: ReadonlySet<string>,
  words: readonly string[] | undefined,
): RuleSet {
  const byName = new Map(user.map((rule) => [rule.name, rule]));
  const ours = builtIn.rules.filter(({ name }) => !removed.has(name)).map((rule) => byName.get(rule.name) ?? rule);
  const known = new Set(builtIn.rules.map(({ name }) => name));
  return { rules: [...user.filter(({ name }) => !known.has(name)), ...ours], criticalWords: words ?? criticalWords };
}
