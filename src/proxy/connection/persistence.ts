/** Whether connections stay after an exchange (RFC 9112, section 9), and the fields that are about one connection only. */

import { listOf } from "../http1/fields.ts";
import type { Fields, RequestHead, ResponseHead } from "../http1/head.ts";
import { lower } from "../http1/names.ts";

/** RFC 9110, section 7.6.1, and what is in use beside it. `transfer-encoding` is none of them here: the coding goes along as it is. */
const hopByHop = new Set(["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"]);
/** Fields that may not be taken away by naming them in `Connection`: the message would be read in another way. */
const kept = new Set(["content-length", "transfer-encoding", "host", "upgrade", "te"]);

/** Lengths of all names that are looked at here: most fields are passed over by them. */
const lengths = new Set([...hopByHop, "upgrade"].map((name) => name.length));

/** Whether who sent this head lets the connection stay. */
export function persists({ minor, fields }: Pick<RequestHead | ResponseHead, "minor" | "fields">): boolean {
  const options = listOf(fields, "connection");
  const proxyOptions = listOf(fields, "proxy-connection");
  if (options.includes("close") || proxyOptions.includes("close")) return false;
  return minor === 1 || options.includes("keep-alive") || proxyOptions.includes("keep-alive");
}

/** The protocol that a request wants to change to; undefined: none. */
export function upgradeOf({ fields, minor }: RequestHead): string | undefined {
  if (minor === 0 || !listOf(fields, "connection").includes("upgrade")) return undefined;
  return listOf(fields, "upgrade")[0];
}

/** The fields that go on to the other side. `upgrade`: those about a change of the protocol go along. */
export function forwarded(fields: Fields, upgrade: boolean): Fields {
  const named = listOf(fields, "connection");
  const passes = ([name]: Fields[number]) => {
    if (named.length === 0 && !lengths.has(name.length)) return true;
    const own = lower(name);
    if (own === "upgrade") return upgrade;
    return !hopByHop.has(own) && (kept.has(own) || !named.includes(own));
  };
  if (!upgrade && fields.every(passes)) return fields;
  const passing = fields.filter(passes);
  return upgrade ? [...passing, ["Connection", "Upgrade"]] : passing;
}
