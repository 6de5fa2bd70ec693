/** Kinds of values about listening: an address, and what a client must know to be served. */

import { isIP } from "node:net";
import type { Kind } from "./kinds.ts";

/** Shorter ones are guessed; longer ones fit in no header. */
const TOKEN_CHARACTERS = { least: 8, most: 1024 } as const;

/** What stands behind `Authorization: Bearer`: without blanks, so that it is one word of the header (RFC 6750, section 2.1). */
export const bearerToken: Kind<string> = {
  allowed: `a text of ${TOKEN_CHARACTERS.least} to ${TOKEN_CHARACTERS.most} characters of ASCII without blanks`,
  range: "a text",
  schema: { type: "string", minLength: TOKEN_CHARACTERS.least, pattern: "^[!-~]+$" },
  read: (value) =>
    typeof value === "string" &&
    /^[!-~]+$/.test(value) &&
    value.length >= TOKEN_CHARACTERS.least &&
    value.length <= TOKEN_CHARACTERS.most
      ? value
      : undefined,
  fromText: (given) => given,
};

/** Where to listen: `127.0.0.1`, `::1`, `0.0.0.0`. */
export const hostAddress: Kind<string> = {
  allowed: 'an IP address, or "localhost"',
  range: "an address",
  schema: { type: "string", minLength: 1 },
  read: (value) => (typeof value === "string" && (value === "localhost" || isIP(value) !== 0) ? value : undefined),
  fromText: (given) => given,
};

/** Whether only programs of this machine reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
