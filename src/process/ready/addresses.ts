/** Which addresses a host stands for when we look whether somebody listens there. */

import { isIPv6 } from "node:net";

/**
 * The addresses to try, all at the same time. `localhost` (and names below it, RFC 6761 section 6.3) means either family: a
 * server listens on one of them, and resolvers differ in which they name. A wildcard address, on which servers listen, is
 * reached by loopback. Every other name or address is itself; an IPv6 address may stand in brackets.
 */
export function addressesOf(host: string): readonly string[] {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost") || bare === "::" || bare === "") return ["127.0.0.1", "::1"];
  return bare === "0.0.0.0" ? ["127.0.0.1"] : [bare];
}

/** `127.0.0.1:80`, `[::1]:80`. */
export function addressText(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What went wrong with a connection, as a clause that follows what was connected to. */
export function connectionTrouble(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  switch (code) {
    case "ECONNREFUSED":
      return "refused the connection";
    case "ECONNRESET":
    case "EPIPE":
      return "closed the connection without an answer";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "has a name that is not known";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "cannot be reached";
    default:
      return `could not be asked: ${error.message}`;
  }
}
