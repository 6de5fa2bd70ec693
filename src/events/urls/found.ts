/** The URLs of a line. */

import type { UrlFound } from "../types.ts";
import { announcedIn, isSourcePlace, withoutPunctuation } from "./announced.ts";
import { hostRank } from "./host.ts";
import { labelOf } from "./label.ts";

/** Characters of a line that are looked at. */
const MAX_TEXT = 2000;
/** URLs of one line that are told. */
const MAX_URLS = 10;

const urls = /\bhttps?:\/\/(?:\[[\da-f:.]+\])?[^\s<>"'{}|\\^`[\]]*/gi;

/**
 * What a line holds: every `http` and `https` URL, and the address of a server that it announces without a scheme. Closing
 * punctuation is not a part of it, nor is a colon without a port. Hosts of this machine and its network are services, all others
 * links. `process`: the name of who printed the line.
 */
export function urlsIn(line: string, process: string): UrlFound[] {
  const text = line.length > MAX_TEXT ? line.slice(0, MAX_TEXT) : line;
  const found = new Map<string, UrlFound>();
  const add = (url: string, urlKind: UrlFound["urlKind"]) => {
    if (found.size < MAX_URLS && !found.has(url))
      found.set(url, { kind: "url", url, urlKind, label: labelOf(text, url, process) });
  };
  if (!text.includes("://")) {
    // "Listening on :8080" names a service too.
    for (const url of announcedIn(text)) add(url, "service");
    return [...found.values()];
  }
  // Looked for once, and only where a link may be one.
  let announced: readonly string[] | undefined;
  for (const [match] of text.matchAll(urls)) {
    const url = withoutPunctuation(match);
    // "http://host:" was cut off before its port.
    if (isSourcePlace(url) || /^https?:\/\/[^/:]+:+$/i.test(match)) continue;
    const hostname = URL.parse(url)?.hostname ?? "";
    if (hostname === "") continue;
    const isOurs = hostRank(hostname) !== undefined;
    if (!isOurs) announced ??= announcedIn(text);
    add(url, isOurs || announced?.includes(url) === true ? "service" : "link");
  }
  return [...found.values()];
}
