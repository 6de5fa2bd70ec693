/** Cookies of heads (RFC 6265, sections 4.1 and 4.2) as HAR has them. */

import { fieldText } from "../content.ts";
import { valuesOf } from "../http1/fields.ts";
import type { Fields } from "../http1/head.ts";
import type { HarCookie } from "./types.ts";

/** Of a request. */
export function sentCookies(fields: Fields): HarCookie[] {
  return valuesOf(fields, "cookie")
    .flatMap((value) => value.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair !== "")
    .map(pairOf);
}

/** Of an answer: one for each `Set-Cookie`. */
export function setCookies(fields: Fields): HarCookie[] {
  return valuesOf(fields, "set-cookie").map((value) => {
    const [pair = "", ...attributes] = value.split(";").map((part) => part.trim());
    return attributes.reduce(withAttribute, pairOf(pair));
  });
}

function pairOf(pair: string): HarCookie {
  const equals = pair.indexOf("=");
  return equals < 0
    ? { name: "", value: fieldText(pair) }
    : { name: fieldText(pair.slice(0, equals).trim()), value: fieldText(pair.slice(equals + 1).trim()) };
}

function withAttribute(cookie: HarCookie, attribute: string): HarCookie {
  const { name, value } = pairOf(attribute.includes("=") ? attribute : `${attribute}=`);
  switch (name.toLowerCase()) {
    case "path":
      return { ...cookie, path: value };
    case "domain":
      return { ...cookie, domain: value };
    case "expires": {
      const time = Date.parse(value);
      return Number.isNaN(time) ? cookie : { ...cookie, expires: new Date(time).toISOString() };
    }
    case "httponly":
      return { ...cookie, httpOnly: true };
    case "secure":
      return { ...cookie, secure: true };
    case "samesite":
      return { ...cookie, _sameSite: value };
    default:
      return cookie;
  }
}
