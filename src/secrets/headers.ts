/** Headers of HTTP that carry secrets, as they are sent and as programs print them: `Authorization`, `Cookie`, `Set-Cookie`. */

import { isHarmless, isRandom } from "./judge.ts";
import { secretLimits } from "./limits.ts";
import { isMarked, type Span } from "./mark.ts";

/** Characters of a token that has a scheme before it; shorter ones are words. */
const TOKEN_LEAST = 8;
/** Parameters of a header that are looked at: `Digest` has a dozen. */
const PARAMETERS = 20;

const scheme =
  /\\{0,7}["'`]?(Bearer|Basic|Token|ApiKey|Api-Key|Bot|Negotiate|NTLM|GenericToken|DPoP|Digest|Hawk|AWS4-HMAC-SHA256)[ \t]{1,32}/iy;
const bare = /\\{0,7}["'`]?([\w.~+/=-]*)/y;
const token = /[^\s"'`,;\\<>{}]*/y;
const parameter = /[ \t]{0,8}[\w-]{1,64}=(\\{0,7}["']?)([^\s"',\\]{0,1024})\1,?/y;

/** What stands behind `Authorization:`, from an index on; the scheme is left as it is. */
export function findAuthorization(text: string, from: number): readonly Span[] {
  scheme.lastIndex = from;
  const [start, name = ""] = scheme.exec(text) ?? [];
  if (start === undefined) {
    bare.lastIndex = from;
    const [all = "", value = ""] = bare.exec(text) ?? [];
    return isRandom(value) && !isHarmless(value) ? [spanOf(from + all.length - value.length, value, "token")] : [];
  }
  const at = from + start.length;
  if (/^(?:digest|hawk|aws4)/i.test(name)) return findParameters(text, at);
  return findToken(text, at, /^b/i.test(name) ? name.toLowerCase() : "token");
}

/** Schemes with several parameters: those that are long enough are secret, or go with what is. */
function findParameters(text: string, from: number): readonly Span[] {
  const spans: Span[] = [];
  parameter.lastIndex = from;
  for (let count = 0; count < PARAMETERS; count++) {
    const at = parameter.lastIndex;
    const [all, quote = "", value = ""] = parameter.exec(text) ?? [];
    if (all === undefined) break;
    const start = at + all.indexOf("=") + 1 + quote.length;
    if (value.length >= TOKEN_LEAST && !isMarked(value)) spans.push(spanOf(start, value, "token"));
  }
  return spans;
}

/** `Bearer TOKEN` by itself, with the index of its first letter. */
export function findBearer(text: string, at: number): readonly Span[] {
  scheme.lastIndex = at;
  const [start] = scheme.exec(text) ?? [];
  const spans = start === undefined ? [] : findToken(text, at + start.length, "bearer");
  return spans.filter(({ start, end }) => isRandom(text.slice(start, end)));
}

function findToken(text: string, at: number, kind: string): readonly Span[] {
  token.lastIndex = at;
  const value = token.exec(text)?.[0] ?? "";
  return value.length < TOKEN_LEAST || isMarked(value) || isHarmless(value) ? [] : [spanOf(at, value, kind)];
}

function spanOf(start: number, value: string, kind: string): Span {
  return { start, end: start + value.length, kind };
}

/** What a cookie says beside its value (RFC 6265, section 4.1). */
const attributes = /^(?:path|domain|expires|max-age|samesite|priority|version|comment)$/i;

/**
 * The values of the cookies that stand from an index on, to the line's end or to that of a list, and where that is. Their names
 * stay.
 */
export function findCookies(text: string, from: number): { readonly spans: readonly Span[]; readonly end: number } {
  const most = text.slice(from, from + secretLimits.header);
  const region =
    (/^\[[^\]]*/.exec(most) ?? /^\\{0,7}(["'`]).*?\1/.exec(most) ?? /^(?:="[^\n\r"]*"|[^\n\r"])*/.exec(most))?.[0] ??
    "";
  const spans: Span[] = [];
  /** Where the value of a cookie goes on behind a quotation mark: `name="value"`. */
  let quoted = -1;
  for (const { 0: word, index } of region.matchAll(/[^;\s"'`\\,[\]]+/g)) {
    const isValue = index === quoted;
    const equals = isValue ? -1 : word.indexOf("=");
    const value = word.slice(equals + 1);
    const isCookie: boolean = (isValue || equals > 0) && !attributes.test(word.slice(0, Math.max(0, equals)));
    if (isCookie && !isMarked(value) && !/^(?:=*$|[}:])/.test(value))
      spans.push(spanOf(from + index + equals + 1, value, "cookie"));
    quoted = isCookie && value === "" ? index + word.length + 1 : -1;
  }
  return { spans, end: from + region.length };
}
