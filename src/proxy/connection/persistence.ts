/** Whether connections stay after an exchange (RFC 9112, section 9), and the fields that are about one connection only. */

import { listOf } from "../http1/fields.ts";
import type { Fields, RequestHead, ResponseHead } from "../http1/head.ts";
import { ofKnown } from "../http1/known.ts";
import { lower } from "../http1/names.ts";

/** RFC 9110, section 7.6.1, and what is in use beside it. `transfer-encoding` is none of them here: the coding goes along as it is. */
const hopByHop = new Set(["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"]);
/** Fields that may not be taken away by naming them in `Connection`: the message would be read in another way. */
const kept = new Set(["content-length", "transfer-encoding", "host", "upgrade", "te"]);

/** Lengths of all names that are looked at here: most fields are passed over by them. */
const lengths = new Set([...hopByHop, "upgrade"].map((name) => name.length));

/** What fields say of the connection. */
const saidBy = ofKnown((fields: Fields) => {
  const options = listOf(fields, "connection");
  const all = [...options, ...listOf(fields, "proxy-connection")];
  return {
    closes: all.includes("close"),
    stays: all.includes("keep-alive"),
    upgrade: options.includes("upgrade") ? listOf(fields, "upgrade")[0] : undefined,
  };
});

/** Whether who sent this head lets the connection stay. */
export function persists({ minor, fields }: Pick<RequestHead | ResponseHead, "minor" | "fields">): boolean {
  const { closes, stays } = saidBy(fields);
  return !closes && (minor === 1 || stays);
}

/** The protocol that a request wants to change to; undefined: none. */
export function upgradeOf({ fields, minor }: RequestHead): string | undefined {
  return minor === 0 ? undefined : saidBy(fields).upgrade;
}

/** The fields that go on to the other side, the same ones where all do. `upgrade`: those about a change of the protocol go along. */
export function forwarded(fields: Fields, upgrade: boolean): Fields {
  return upgrade ? passing(fields, true) : withoutUpgrade(fields);
}

const withoutUpgrade = ofKnown((fields: Fields) => passing(fields, false));

function passing(fields: Fields, upgrade: boolean): Fields {
  const named = listOf(fields, "connection");
  const passes = ([name]: Fields[number]) => {
    if (named.length === 0 && !lengths.has(name.length)) return true;
    const own = lower(name);
    if (own === "upgrade") return upgrade;
    return !hopByHop.has(own) && (kept.has(own) || !named.includes(own));
  };
  if (!upgrade && fields.every(passes)) return fields;
  const left = fields.filter(passes);
  return upgrade ? [...left, ["Connection", "Upgrade"]] : left;
}
