/** Values behind names: `PASSWORD=…`, `"apiKey": "…"`, `:secret => "…"`, `<password>…`, in whatever a program prints. */

import { findAuthorization, findCookies } from "./headers.ts";
import { isSecretValue, type ValueForm } from "./judge.ts";
import { secretLimits } from "./limits.ts";
import { isMarked, type Span } from "./mark.ts";
import { type NameSite, QUOTES, siteAt } from "./name-site.ts";
import { classOf, type NameClass } from "./names.ts";

const kinds: Readonly<Record<NameClass, string>> = { certain: "password", likely: "key", possible: "token" };

const option = new RegExp(
  String.raw`--([a-z][\w-]{0,${secretLimits.name}}) {1,${secretLimits.blanks}}(?=[^\s-])`,
  "iy",
);
/** A password may have anything in it that ends no value; a word may stand before the next `name=value`. */
const bareValue = /[^\s"'`,;&|<>()[\]{}\\]*/y;
const bareWord = /[^\s"'`,;&|<>()[\]{}\\=@]*(?:={1,2}(?![^\s"'`,;&|<>()[\]{}\\]))?/y;
const number = /^-?\d[\d.eE+-]*$/;
/** What ends a value; prose goes on with the next word, code with an operator. */
const ending = /[ \t]{0,8}(?:[,;)\]}\r\n"'`\\]|$)| {2}|[ \t]{1,8}(?:#|\/\/|--|[\w.-]{1,64}=)/y;

/** Finds them in one text, from its beginning to its end; remembers what it has looked at, as texts may repeat a name a million times. */
export class NamedValues {
  readonly #text: string;
  /** Cookies were looked for up to here. */
  #cookiesUntil = 0;
  /** Where the value without quotation marks that was looked at last ends. */
  #bareEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The secrets behind a `=`, `:` or `>` at an index. */
  find(at: number): readonly Span[] {
    const site = siteAt(this.#text, at);
    if (site === undefined) return [];
    const named = classOf(site.name);
    if (named === undefined) return [];
    if (named === "authorization") return findAuthorization(this.#text, site.from);
    return named === "cookies" ? this.#cookiesAt(site.from) : this.#valueAt(site, named);
  }

  /** The secret behind an option at the index of its `--`: `--token VALUE`. With `=` it is found as any other. */
  findOption(at: number): readonly Span[] {
    option.lastIndex = at;
    const [all, name = ""] = option.exec(this.#text) ?? [];
    const named = all === undefined ? undefined : classOf(name);
    if (all === undefined || named === undefined || named === "authorization" || named === "cookies") return [];
    // Help texts and messages have a word there.
    return this.#valueAt({ from: at + all.length, isQuoted: false, isLoose: true }, named);
  }

  #cookiesAt(from: number): readonly Span[] {
    if (from < this.#cookiesUntil) return [];
    const { spans, end } = findCookies(this.#text, from);
    this.#cookiesUntil = end;
    return spans;
  }

  /** The value that begins at an index, if it is a secret one. */
  #valueAt({ from, isQuoted: hasQuotedName, isLoose }: Omit<NameSite, "name">, named: NameClass): readonly Span[] {
    const text = this.#text;
    let escapes = 0;
    while (text[from + escapes] === "\\" && escapes < 7) escapes++;
    const quote = text[from + escapes] ?? "";
    const isQuoted = quote !== "" && QUOTES.includes(quote);
    const start = isQuoted ? from + escapes + 1 : from;
    const end = isQuoted ? quotedEnd(text, start, quote, escapes) : this.#bareEndFrom(start, named);
    if (end === undefined || end <= start) return [];
    const form: ValueForm = isQuoted ? "quoted" : isLoose ? "loose" : "tight";
    if (form === "loose" && !endsThere(text, end)) return [];
    const value = text.slice(start, end);
    // The mark that seemed to begin a value has ended a text, and JSON goes on.
    if (isQuoted && /^[,:}\]]/.test(value)) return [];
    // A number of JSON: a mark in its place would break it.
    if (hasQuotedName && !isQuoted && number.test(value.slice(0, secretLimits.judged))) return [];
    return !isMarked(value) && isSecretValue(value, named, form) ? [{ start, end, kind: kinds[named] }] : [];
  }

  /** Where a value without quotation marks ends. */
  #bareEndFrom(start: number, named: NameClass): number {
    if (named !== "certain") return matchEnd(bareWord, this.#text, start);
    if (start >= this.#bareEnd) this.#bareEnd = matchEnd(bareValue, this.#text, start);
    return this.#bareEnd;
  }
}

function matchEnd(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return start + (pattern.exec(text)?.[0].length ?? 0);
}

/** Where a text in quotation marks ends; `escapes`: backslashes that stand before its marks. Undefined: nowhere near. */
function quotedEnd(text: string, start: number, quote: string, escapes: number): number | undefined {
  const most = Math.min(text.length, start + secretLimits.quoted);
  for (let index = start; index < most; index++) {
    const character = text[index];
    if (character === "\n") return undefined;
    if (character === "\\") {
      let run = 1;
      while (run < 16 && text[index + run] === "\\") run++;
      // The mark that ends it has as many before it as the one that began it.
      if (run === escapes && text[index + run] === quote) return index;
      index += run > escapes ? run : run - 1;
    } else if (character === quote) return escapes === 0 ? index : undefined;
  }
  // It is cut off.
  return most === text.length && escapes === 0 ? most : undefined;
}

function endsThere(text: string, end: number): boolean {
  ending.lastIndex = end;
  return ending.test(text);
}
