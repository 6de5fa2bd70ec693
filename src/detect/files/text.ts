/** Cutting texts in time that grows with their length only: a file may be anything. */

/** The text without its blocks from `open` to `close` (comments); one that is not closed reaches to the end. */
export function withoutBlocks(text: string, open: string, close: string): string {
  let result = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(open, at);
    if (start < 0) return result + text.slice(at);
    result += text.slice(at, start);
    const end = text.indexOf(close, start + open.length);
    if (end < 0) return result;
    at = end + close.length;
  }
}

/** Index of the first colon that stands in no quotes; -1: there is none. */
export function colonOutsideQuotes(text: string): number {
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'" || letter === "`") quote = letter;
    else if (letter === ":") return index;
  }
  return -1;
}
