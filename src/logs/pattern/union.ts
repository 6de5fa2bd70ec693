/** Many patterns as one: most lines fit none of them, and one search tells so several times faster than one for each. */

/**
 * Whether any of the patterns may fit a text. It says yes wherever one does, and seldom else (a group that must repeat what another
 * one found is taken for any number): so it is asked first, and then they are. Patterns without sticky or global flags.
 */
export function anyOf(patterns: readonly RegExp[]): (text: string) => boolean {
  // Patterns may be joined where they share their flags: what "i" allows, a negated set would forbid.
  const unions = [...Map.groupBy(patterns, ({ flags }) => flags)].map(([flags, alike]) => {
    return new RegExp(alike.map(({ source }) => `(?:${nameless(source)})`).join("|"), flags);
  });
  return (text) => unions.some((union) => union.test(text));
}

/** Names of groups may stand but once in a pattern. */
function nameless(source: string): string {
  return source.replace(/\(\?<[A-Za-z]\w*>/g, "(?:").replace(/\\k<\w+>/g, "\\d+");
}
