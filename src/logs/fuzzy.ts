/** Finds lines by words that are nearly right, as one types them from memory. */

/** How far the letters of a word may lie apart: in so many times its length. */
const SPREAD = 2;
/** Words of a query; more are left out. */
const MAX_WORDS = 10;

/**
 * A test for texts that hold every word of the query in its letters' order, close together: `usrnt` finds `user not`, `conrefused`
 * finds `connection refused`. Case counts only where the query has capitals. Time grows with the text's length times the query's.
 */
export function fuzzyTest(query: string): (text: string) => boolean {
  const keepsCase = /\p{Lu}/u.test(query);
  const words = query
    .trim()
    .split(/\s+/)
    .slice(0, MAX_WORDS)
    .filter((word) => word !== "");
  const fold = (text: string) => (keepsCase ? text : text.toLowerCase());
  const wanted = words.map(fold);
  return (text) => {
    const hay = fold(text);
    return wanted.every((word) => holds(hay, word));
  };
}

function holds(text: string, word: string): boolean {
  const reach = Math.max(word.length + 2, SPREAD * word.length);
  const [first = ""] = word;
  for (let start = text.indexOf(first); start !== -1; start = text.indexOf(first, start + 1)) {
    let at = start + 1;
    let matched = 1;
    while (matched < word.length) {
      at = text.indexOf(word[matched] ?? "", at);
      if (at === -1 || at - start >= reach) break;
      at++;
      matched++;
    }
    if (matched === word.length) return true;
  }
  return false;
}
