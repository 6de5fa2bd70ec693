/** Variables in a process-compose file, as that program replaces them before it looks at anything. */

import { isObject } from "../../files/values.ts";

/** What a name stands for; `undefined` is the empty text. */
export type Lookup = (name: string) => string | undefined;

/** `$NAME` and `${NAME}` in a text; `$$` is a dollar sign. */
function expandText(text: string, lookup: Lookup): string {
  return text.replace(/\$(?:\$|\{([^}]*)\}|([A-Za-z_]\w*))/g, (whole, braced?: string, plain?: string) => {
    if (whole === "$$") return "$";
    const name = braced ?? plain ?? "";
    // ${NAME:-default} is what its users write too.
    const [variable = "", fallback] = name.split(/:-(.*)/s);
    return lookup(variable) || (fallback ?? "");
  });
}

/** The same in all texts of a value. */
export function expandValue(value: unknown, lookup: Lookup): unknown {
  if (typeof value === "string") return expandText(value, lookup);
  if (Array.isArray(value)) return value.map((item) => expandValue(item, lookup));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, expandValue(item, lookup)]));
}

/**
 * `{{.NAME}}` in a text from `vars`. What is more than a name (conditions, functions, loops) is left as it is, and told by
 * `complex`.
 */
export function renderTemplate(
  text: string,
  vars: Readonly<Record<string, unknown>>,
): { readonly text: string; readonly complex: boolean } {
  let complex = false;
  const rendered = text.replace(/\{\{([^{}]*)\}\}/g, (whole, expression: string) => {
    const name = /^-?\s*\.(\w+)\s*-?$/.exec(expression)?.[1];
    if (name !== undefined && name in vars) return String(vars[name]);
    complex = true;
    return whole;
  });
  return { text: rendered, complex };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, us: 0.001, ns: 0.000001 };

/** A duration as Go writes it (`1m30s`, `300ms`) in milliseconds; `undefined` when it is none. */
export function goDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|us|ns|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount = "0", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|ns|s|m|h)/g)) {
    total += Number(amount) * (units[unit] ?? 0);
  }
  return Math.round(total);
}
