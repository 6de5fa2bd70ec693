/**
 * The URL that a line of a development server announces. A line may hold a URL for many reasons: documentation, a request that
 * was served, a server that could not be reached. So it counts under these rules only:
 *
 * 1. `http://` or `https://` with a host of this machine or its network ({@link hostRank}): everywhere, except where the
 *    words before it say that the line is about somebody else's server (`waiting for`, `proxy`, `GET`, `->` …) and no
 *    announcing word (`listening`, `ready` …) stands between; where the words behind it say that it does not work; and where
 *    it is a place in a source file (`…/app.js:10:5`).
 * 2. With any other host: only with a port, right behind an announcing phrase (`ready at`) or label (`Network:`).
 * 3. An address without a scheme, with a port (`0.0.0.0:3000`, `[::]:3000`, `localhost:4200`, `:8080`, `tcp://…`): only right behind an
 *    announcing phrase with `on` or `at`, and not in a line that speaks of another protocol (gRPC, Redis, a debugger …). It
 *    counts as http.
 *
 * Of several the one nearest to this machine wins, of these the first. A wildcard host, which is where a server listens and
 * not where it can be reached, is given as `localhost`; everything else as it was printed.
 */

import { hostRank, isWildcard } from "./host.ts";

/** Characters of a line that are looked at: who announces a URL says so at once. */
const MAX_TEXT = 2000;
/** Characters before an address in which an announcing phrase begins. */
const REACH = 80;

const urls = /\bhttps?:\/\/(?:\[[\da-f:.]+\])?[^\s<>"'{}|\\^`[\]]*/gi;
const addresses = /(?<![\w.:/[\]-])(?:tcp:\/\/)?(\[[\da-f:]+\]|\*|localhost|[\d.]+|(?=:\d)):(\d{2,5})(?![\w.:-])/gi;

const announcing =
  /\b(?:listening|listens|running|runs|ready|started|starting|serving|served|available|accessible|live|up|hosted|open|visit|preview|exposed)\b/gi;
const referring =
  /->|=>|\b(?:error|fail(?:ed|ure|s|ing)?|refused|e(?:conn\w+|addrinuse)|timed? ?out|unable|cannot|can't|couldn't|could not|not reachable|wait(?:ing|s)?|retry(?:ing)?|connect(?:ing|ed|s)?|proxy(?:ing)?|proxied|proxies|forward(?:ing|ed|s)?|fetch(?:ing|ed)?|request(?:ing|ed|s)?|get|post|put|patch|delete|head|options|referr?er|origins?|cors|callback|redirect(?:ing|ed|s)?|upstream|backend|target|docs?|documentation|see|learn|read|example|deprecated|warn(?:ing)?|download(?:ing|ed)?|registry)\b/gi;
/** Right before an address. */
const phrase =
  /\b(?:listening|listens|running|runs|ready|started|starting|serving|served|available|accessible|live|up|hosted|preview|exposed)\b[^.!?]*?(?:\b(?:on|at|to|via)|:)[\s:[("'*]*$/i;
const onAddress =
  /\b(?:listening|listens|running|runs|ready|started|starting|serving|served|available|accessible)\b[^!?]*?\b(?:on|at):?[\s("']*$/i;
const label =
  /(?:^|[^\w])(?:local|network|loopback|external|internal|url|app|site|server|on your network(?: \(ipv[46]\))?)\s*:\s*$/i;
const broken =
  /^\S*\s+(?:is |was )?(?:already )?(?:in use|refused|failed|unreachable|timed out|not (?:reachable|available|found)|ECONN\w+)/i;
const otherProtocol =
  /\b(?:grpc|udp|wss?|websockets?|debugger|inspector|metrics|amqp|redis|postgres(?:ql)?|mysql|mongo(?:db)?|smtp|dns|ssh|s?ftp|kafka|thrift)\b/i;

/** The URL that a line of plain text announces; undefined for none. Takes time in proportion to the line's length. */
export function urlIn(line: string): string | undefined {
  const text = line.slice(0, MAX_TEXT);
  return best(written(text)) ?? (otherProtocol.test(text) ? undefined : best(bare(text)));
}

/** All of them, in order. */
export function announcedIn(line: string): string[] {
  const text = line.slice(0, MAX_TEXT);
  const found = [...written(text)].map(({ url }) => url);
  return found.length > 0 || otherProtocol.test(text) ? found : [...bare(text)].map(({ url }) => url);
}

interface Candidate {
  readonly url: string;
  /** 0 is the best. */
  readonly rank: number;
}

function best(candidates: Iterable<Candidate>): string | undefined {
  let chosen: Candidate | undefined;
  for (const candidate of candidates) if (chosen === undefined || candidate.rank < chosen.rank) chosen = candidate;
  return chosen?.url;
}

function* written(text: string): Generator<Candidate> {
  for (const match of text.matchAll(urls)) {
    const url = withoutPunctuation(match[0]);
    const parsed = URL.parse(url);
    if (parsed === null) continue;
    const { hostname, port, protocol } = parsed;
    const before = text.slice(0, match.index);
    const behind = text.slice(match.index + url.length);
    const rank = hostRank(hostname);
    const isOurs = rank === undefined ? port !== "" && isAnnounced(before) : !isReferredTo(before);
    if (!isOurs || isSourcePlace(url) || before.endsWith("@") || broken.test(behind)) continue;
    const reachable = isWildcard(hostname)
      ? url.replace(/^(https?:\/\/)(?:[^/:[\]]+|\[[^\]]*\])/i, "$1localhost")
      : url;
    yield { url: reachable.replace(/^HTTPS?/i, protocol.slice(0, -1)), rank: rank ?? 3 };
  }
}

function* bare(text: string): Generator<Candidate> {
  for (const match of text.matchAll(addresses)) {
    const [, host = "", port = ""] = match;
    const before = text.slice(Math.max(0, match.index - REACH), match.index);
    if (!onAddress.test(before) || Number(port) > 65_535 || isReferredTo(before)) continue;
    const name = host === "" || host === "*" || isWildcard(host) ? "localhost" : host;
    const url = `http://${name}:${port}`;
    const rank = hostRank(URL.parse(url)?.hostname ?? "");
    if (rank !== undefined && !broken.test(text.slice(match.index + match[0].length))) yield { url, rank };
  }
}

function isAnnounced(before: string): boolean {
  const near = before.slice(-REACH);
  return (phrase.test(near) || label.test(near)) && !isReferredTo(near);
}

/** The last word that says what the URL is for says that it is not ours. */
function isReferredTo(before: string): boolean {
  const refers = lastIndex(before, referring);
  return refers !== -1 && refers > lastIndex(before, announcing);
}

function lastIndex(text: string, words: RegExp): number {
  let last = -1;
  for (const { index } of text.matchAll(words)) last = index;
  return last;
}

/** `http://localhost:3000/src/app.js:10:5`, `…/app.js:10`: in a stack trace. */
export function isSourcePlace(url: string): boolean {
  return /^https?:\/\/[^/]*\/.*:\d+(?::\d+)?$/i.test(url);
}

/** What ends a sentence or closes a bracket is not the URL's; brackets that it opened itself are. */
export function withoutPunctuation(url: string): string {
  let end = url.length;
  for (;;) {
    const last = url[end - 1] ?? "";
    if (last === ")" && url.slice(0, end).includes("(")) break;
    if (!/[.,;:!?)*…]/.test(last)) break;
    end--;
  }
  return url.slice(0, end);
}
