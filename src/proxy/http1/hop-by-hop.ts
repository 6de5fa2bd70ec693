/** Fields that are about one connection, not about the message (RFC 9110, section 7.6.1). */

import { listOf } from "./fields.ts";
import type { Fields } from "./head.ts";

const names = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The others of a head; those that its `Connection` field names are left out too. */
export function endToEnd(fields: Fields): Fields {
  const named = new Set(listOf(fields, "connection"));
  return fields.filter(([name]) => !names.has(name.toLowerCase()) && !named.has(name.toLowerCase()));
}
