/** JSON over several lines, as it was written: numbers, doubled names and what was cut off stay as they are. Pure. */

/** A string (perhaps cut off), a bracket, a comma, a colon, or anything else up to the next of them. */
const tokens = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],:]|[^\s{}[\],:"]+/gs;
/** Deeper than that nobody reads: the indent stays. */
const MAX_INDENT = 30;

/** Whether it begins as JSON does that has parts. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{\s*["}]|\[\s*[[{"\]\d\-tfn])/.test(text);
}

export function prettyJson(text: string): string {
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  let before = "";
  const breakLine = () => {
    if (line.trim() !== "") lines.push(line);
    line = "  ".repeat(Math.min(depth, MAX_INDENT));
  };
  for (const [token] of text.matchAll(tokens)) {
    const isClosing = token === "}" || token === "]";
    if (isClosing) {
      depth = Math.max(0, depth - 1);
      if (before !== "{" && before !== "[") breakLine();
    } else if (before === "{" || before === "[") breakLine();
    line += token === ":" ? ": " : token;
    if (token === "{" || token === "[") depth += 1;
    if (token === ",") breakLine();
    before = token;
  }
  if (line.trim() !== "") lines.push(line);
  return lines.join("\n");
}
