/** The words of a setting that is a command line, as in `EDITOR="code --wait"`: split as a shell does, without one. */

/**
 * Words between blanks; quotes and backslashes as in POSIX shells (2.2 Quoting). Nothing is expanded: variables, `~`, `*` and `;` stand
 * for themselves. On Windows a backslash is one, as paths have them. Undefined: a quote is not closed.
 */
export function splitWords(text: string, platform: string): string[] | undefined {
  const words: string[] = [];
  const backslash = platform === "win32" ? "" : "\\";
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (quote === "" && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) {
      quote = character;
      word ??= "";
    } else if (character === backslash && isEscaped(next, quote)) {
      word = (word ?? "") + next;
      at += 1;
    } else word = (word ?? "") + character;
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}

function isEscaped(next: string, quote: string): boolean {
  if (quote === "'") return false;
  return quote === '"' ? /["\\$`]/.test(next) : next !== "";
}
