/** How well a text fits what one types of it. Pure; the time grows with the text's length, once for each word of the query. */

/** Lower is better. */
export const rank = {
  /** The text is the query. */
  whole: 0,
  /** It begins with it. */
  prefix: 1,
  /** Each word of the query begins a word of the text, or is made of the first letters of words in a row: `tz` of `toggle zoom`. */
  wordStart: 2,
  /** Each word stands in the text. */
  inside: 3,
  /** The characters of each word come in the text in their order. */
  scattered: 4,
} as const;

export interface Fit {
  readonly rank: number;
  /** Which characters (Unicode code points) of the text stand for the query, ascending. */
  readonly at: readonly number[];
}

/** Words of a query that count; nobody types more. */
const MAX_WORDS = 10;

const letter = /[\p{L}\p{N}\p{M}]/u;
const capital = /\p{Lu}/u;
const small = /\p{Ll}/u;

const ascii = /^[\x00-\x7f]*$/;

/**
 * False where the characters of a word surely do not come in the text in their order: most texts do not fit most queries, and
 * this is told at once. Only of ASCII, where lower case is as long as the text.
 */
function mayHold(text: string, word: string): boolean {
  if (!ascii.test(text) || !ascii.test(word)) return true;
  const hay = text.toLowerCase();
  let at = 0;
  for (const character of word.toLowerCase()) {
    at = hay.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** The words of a query that count. */
function wordsOf(query: string): string[] {
  return query.trim().split(/\s+/u).slice(0, MAX_WORDS);
}

/** Characters in lower case, one for one: where lower case is longer (`İ`), the character stays. */
function fold(text: string): string[] {
  return Array.from(text, (character) => {
    const lower = character.toLowerCase();
    return [...lower].length === 1 ? lower : character;
  });
}

/** Where words begin: after what is no letter or digit, and at a capital after a small letter. */
function wordStarts(text: string): number[] {
  const starts: number[] = [];
  let before = "";
  for (const [index, character] of [...text].entries()) {
    const begins = !letter.test(before) || (small.test(before) && capital.test(character));
    if (begins && letter.test(character)) starts.push(index);
    before = character;
  }
  return starts;
}

/** First place from `from` on at which `wanted` stands whole; -1: nowhere. */
function find(hay: readonly string[], wanted: readonly string[], from: number): number {
  for (let at = from; at + wanted.length <= hay.length; at += 1) if (standsAt(hay, wanted, at)) return at;
  return -1;
}

function standsAt(hay: readonly string[], wanted: readonly string[], at: number): boolean {
  return wanted.every((character, index) => hay[at + index] === character);
}

function run(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}

/** The first places at which the characters come one after the other. */
function scatter(hay: readonly string[], wanted: readonly string[]): number[] | null {
  const at: number[] = [];
  for (const [index, character] of hay.entries()) if (character === wanted[at.length]) at.push(index);
  return at.length >= wanted.length ? at.slice(0, wanted.length) : null;
}

function fitWord(hay: readonly string[], starts: readonly number[], word: readonly string[]): Fit | null {
  const begin = starts.find((start) => standsAt(hay, word, start));
  if (begin !== undefined) return { rank: rank.wordStart, at: run(begin, word.length) };
  const initials = find(
    starts.map((start) => hay[start] ?? ""),
    word,
    0,
  );
  if (initials !== -1) return { rank: rank.wordStart, at: starts.slice(initials, initials + word.length) };
  const inside = find(hay, word, 0);
  if (inside !== -1) return { rank: rank.inside, at: run(inside, word.length) };
  const at = scatter(hay, word);
  return at === null ? null : { rank: rank.scattered, at };
}

/**
 * How `text` fits `query`; null: it does not. Case does not count. The words of a query may come in any order, and the one that
 * fits worst gives the rank. An empty query fits everything.
 */
export function fit(query: string, text: string): Fit | null {
  const words = wordsOf(query);
  if (!words.every((word) => mayHold(text, word))) return null;
  const wanted = fold(query.trim());
  const hay = fold(text);
  if (standsAt(hay, wanted, 0)) {
    return { rank: wanted.length === hay.length ? rank.whole : rank.prefix, at: run(0, wanted.length) };
  }
  const starts = wordStarts(text);
  const places = new Set<number>();
  let worst: number = rank.prefix;
  for (const word of words) {
    const found = fitWord(hay, starts, fold(word));
    if (found === null) return null;
    worst = Math.max(worst, found.rank);
    for (const place of found.at) places.add(place);
  }
  return { rank: worst, at: [...places].sort((a, b) => a - b) };
}

/** Whether each word of the query begins a word of the text: for sentences, in which scattered characters would mean nothing. */
export function beginsWords(query: string, text: string): boolean {
  const words = wordsOf(query);
  if (!words.every((word) => mayHold(text, word))) return false;
  const hay = fold(text);
  const starts = wordStarts(text);
  return words.map(fold).every((word) => starts.some((start) => standsAt(hay, word, start)));
}

/** What fits, the best first; of equal ones the order stays. `fitOf`: null leaves one out. */
export function ranked<T>(items: readonly T[], fitOf: (item: T) => { readonly rank: number } | null): T[] {
  return items
    .flatMap((item) => {
      const found = fitOf(item);
      return found === null ? [] : [{ item, rank: found.rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
