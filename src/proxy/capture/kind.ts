/** What an exchange is about, and who it says it is from. Pure. */

import { firstOf } from "../http1/fields.ts";
import type { Fields } from "../http1/head.ts";
import type { Authentication, ExchangeKind } from "./exchange.ts";

const image = /\.(?:jpe?g|png|gif|webp|svg|ico|avif|bmp)$/i;
const changing = new Set(["POST", "PUT", "DELETE", "PATCH"]);

/** By its method, path and what kind of answer is asked for; `type`: media type of the answer, empty where none is known yet. */
export function kindOf(method: string, path: string, fields: Fields, type: string): ExchangeKind {
  const file = path.replace(/[?#].*$/s, "");
  if (image.test(file) || type.startsWith("image/")) return "image";
  const isXhr = firstOf(fields, "x-requested-with") === "XMLHttpRequest";
  if (changing.has(method) || /\/(?:api|graphql)(?:\/|$)/.test(file) || isXhr || type === "application/json")
    return "api";
  const destination = firstOf(fields, "sec-fetch-dest");
  if (destination !== undefined) return destination === "document" || destination === "iframe" ? "page" : "other";
  if (type === "text/html" || file.endsWith(".html") || file === "/" || !/\.[^/]*$/.test(file)) return "page";
  return "other";
}

/** What the `Authorization` field tells; null: there is none. */
export function authenticationOf(fields: Fields): Authentication | null {
  const value = firstOf(fields, "authorization");
  if (value === undefined) return null;
  const [scheme = "", credentials = ""] = value.split(/ +/, 2);
  if (credentials === "") return { scheme: "Unknown" };
  const parts = credentials.split(".");
  if (scheme.toLowerCase() !== "bearer" || parts.length !== 3) return { scheme };
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
      return { scheme, mistake: "its claims are no object" };
    }
    return { scheme, claims: Object.fromEntries(Object.entries(claims)) };
  } catch {
    return { scheme, mistake: "its claims cannot be read" };
  }
}

/** The media type of a head, without parameters, in lower case. */
export function mediaType(fields: Fields): string {
  return (firstOf(fields, "content-type") ?? "").replace(/;.*$/s, "").trim().toLowerCase();
}
