/** What a request says of who sends it. Nothing of it is checked: it is for a person to read. */

import { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { ClientIdentity } from "./visitor.ts";

const named = z.object({ name: z.string().catch(""), version: z.string().catch("") }).catch({ name: "", version: "" });

/** The request that opens a session, or one of revision 2026-07-28, which says it anew each time. */
const telling = z.object({
  params: z.object({
    clientInfo: named,
    protocolVersion: z.string().catch(""),
    _meta: z
      .object({ [CLIENT_INFO_META_KEY]: named, [PROTOCOL_VERSION_META_KEY]: z.string().catch("") })
      .optional()
      .catch(undefined),
  }),
});

/** Who sends this message; without a name, what the User-Agent header says. */
export function identityOf(request: Request, message: unknown): ClientIdentity {
  const params = telling.safeParse(message).data?.params;
  const meta = params?._meta;
  const own = meta?.[CLIENT_INFO_META_KEY] ?? params?.clientInfo;
  const agent = request.headers.get("user-agent") ?? "";
  // `claude-code/2.1.0 (cli)`
  const [, word = "", number = ""] = /^([^\s/]+)(?:\/(\S+))?/.exec(agent) ?? [];
  const isNamed = own !== undefined && own.name !== "";
  return {
    name: isNamed ? own.name : word,
    version: isNamed ? own.version : number,
    agent,
    protocol: (meta?.[PROTOCOL_VERSION_META_KEY] ?? "") || (params?.protocolVersion ?? ""),
  };
}

/** How many requests a message holds: those that ask for an answer. Older revisions send several at once. */
export function requestsIn(message: unknown): number {
  const all: readonly unknown[] = Array.isArray(message) ? message : [message];
  return all.filter((one) => typeof one === "object" && one !== null && "method" in one && "id" in one).length;
}
