/** What a line says that a URL leads to. */

const known = /\b(frontend|backend|api|admin|dashboard|web|client|server)\b/i;

/** In order; the first group of the first that fits, if it is not the process's own name (the predecessor's rules 1 to 6). */
const labels: readonly { readonly pattern: RegExp; readonly suffix: string }[] = [
  { pattern: /\[([^\]]+)\][^[\]]*https?:\/\//i, suffix: "" },
  { pattern: /^([^\s:]+):.*\b(?:server|listening|started|running)\b.*https?:\/\//i, suffix: "" },
  {
    pattern: /(?:^|\s)([^\s:]+) server (?:is )?(?:listening|started|running) (?:on|at)\b.*https?:\/\//i,
    suffix: " Server",
  },
  { pattern: /(?:^|\s)([^\s:]+) (?:is )?(?:started|running|listening) (?:on|at)\b.*https?:\/\//i, suffix: "" },
  { pattern: /(?:^|[\s➜▲>*-])(\p{L}[\w -]{0,30}?):\s+https?:\/\//iu, suffix: "" },
  { pattern: /(?:^|\s)([^\s:]+) (?:is )?(?:ready|available) at https?:\/\//i, suffix: "" },
];
/** Words that are no name of anything. */
const noLabel =
  /^(?:(?:listening|running|serving|started|available|ready)(?: (?:on|at))?|is|now|app is|it|server is|url|on|at|and|to|http|https|\d[\d:.,-]*|info|warn|error|debug|.*\d:\d\d.*|fatal|trace|log)$/i;

/** The label; the process's name where the line gives none. */
export function labelOf(line: string, url: string, process: string): string {
  const text = line.trim();
  for (const { pattern, suffix } of labels) {
    const name = pattern
      .exec(text)?.[1]
      ?.trim()
      .replace(/^[[(]|[\])]$/g, "");
    if (name === undefined || name === "" || name === process || noLabel.test(name)) continue;
    return `${name}${suffix}`;
  }
  const at = text.indexOf(url.slice(0, url.indexOf("://") + 3));
  const [before, after] = at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + url.length)];
  const word = (known.exec(before) ?? known.exec(after))?.[1];
  return word === undefined ? process : `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`;
}
