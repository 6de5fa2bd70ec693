/** References to variables in a value: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+instead}`. */

const reference = /\\\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])|(?=\})))/g;

/**
 * The value with what its references stand for; `\$` is a dollar sign. `:-` and `:+` take an empty variable for one that is
 * not set, as in a shell. `lookUp` is asked for each; one that is not set and has no default is told to `unset` and leaves
 * nothing. Nothing is ever executed: `$(date)` stays as it is.
 */
export function expand(
  text: string,
  lookUp: (name: string) => string | undefined,
  unset: (name: string) => void,
): string {
  let result = "";
  let from = 0;
  const finder = new RegExp(reference);
  for (let match = finder.exec(text); match !== null; match = finder.exec(text)) {
    const [found, bare, braced, operator] = match;
    let end = finder.lastIndex;
    let replacement = "$";
    const name = bare ?? braced;
    if (name !== undefined) {
      const close = braced === undefined ? end - 1 : closingBrace(text, end);
      // Without its end it is no reference.
      if (close === undefined) continue;
      const word = text.slice(end, close);
      end = close + 1;
      replacement = referred(name, operator, word, lookUp, unset);
    }
    result += text.slice(from, match.index) + replacement;
    from = end;
    finder.lastIndex = Math.max(end, match.index + found.length);
  }
  return result + text.slice(from);
}

function referred(
  name: string,
  operator: string | undefined,
  word: string,
  lookUp: (name: string) => string | undefined,
  unset: (name: string) => void,
): string {
  const value = lookUp(name);
  const isSet = operator?.startsWith(":") ? Boolean(value) : value !== undefined;
  if (operator?.endsWith("+")) return isSet ? expand(word, lookUp, unset) : "";
  if (isSet) return value ?? "";
  if (operator !== undefined) return expand(word, lookUp, unset);
  unset(name);
  return "";
}

/** The brace that closes the one before `from`, over braces of references in between. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "{" && text[index - 1] === "$") depth++;
    if (text[index] === "}" && --depth === 0) return index;
  }
  return undefined;
}
