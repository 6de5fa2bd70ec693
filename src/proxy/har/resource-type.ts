/** What an exchange fetched, in the words of Chrome's HAR files. */

import type { Exchange } from "../capture/exchange.ts";
import { firstOf } from "../http1/fields.ts";

/** What browsers say a request is for (Fetch, "destination"), where Chrome has another word. */
const destinations: Readonly<Record<string, string>> = {
  audio: "media",
  document: "document",
  empty: "fetch",
  font: "font",
  frame: "document",
  iframe: "document",
  image: "image",
  manifest: "manifest",
  script: "script",
  style: "stylesheet",
  track: "texttrack",
  video: "media",
  worker: "script",
  sharedworker: "script",
  serviceworker: "script",
};

export function resourceType({ method, kind, type, upgrade, requestFields }: Exchange): string {
  if (upgrade === "websocket") return "websocket";
  if (method === "OPTIONS" && firstOf(requestFields, "access-control-request-method") !== undefined) return "preflight";
  if (type === "text/event-stream") return "eventsource";
  if (firstOf(requestFields, "x-requested-with") === "XMLHttpRequest") return "xhr";
  const destination = destinations[firstOf(requestFields, "sec-fetch-dest") ?? ""];
  if (destination !== undefined) return destination;
  if (kind === "page") return "document";
  if (kind === "image") return "image";
  if (kind === "api") return "xhr";
  if (type === "text/css") return "stylesheet";
  if (/(?:java|ecma)script$/.test(type)) return "script";
  return /^(?:font\/|application\/(?:x-)?font)/.test(type) ? "font" : "other";
}
