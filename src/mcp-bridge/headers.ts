/** What stands in the header of a request to the server, for both revisions. Pure. */

import { type Message, paramOf, revisionOf } from "./messages.ts";

/** The parameter that a request's `Mcp-Name` repeats (SEP-2243, SEP-2663). */
const nameParameters: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

const [WRAP_START, WRAP_END] = ["=?base64?", "?="];

/** `MCP-Protocol-Version`, `Mcp-Method` and `Mcp-Name` as the message says them; none for one without a revision. */
export function headersOf(message: Message): Record<string, string> {
  const revision = revisionOf(message);
  const { method } = message;
  if (revision === undefined || typeof method !== "string") return {};
  const parameter = Object.hasOwn(nameParameters, method) ? nameParameters[method] : undefined;
  const name = parameter === undefined ? undefined : paramOf(message, parameter);
  return {
    "mcp-protocol-version": headerText(revision),
    "mcp-method": headerText(method),
    ...(typeof name === "string" && { "mcp-name": headerText(name) }),
  };
}

/** The text as a header's value: what cannot stand there as it is, in the wrapping of SEP-2243. */
export function headerText(text: string): string {
  const isWrapped = text.startsWith(WRAP_START) && text.endsWith(WRAP_END);
  const isPlain = /^[\t\x20-\x7e]+$/.test(text) && text === text.trim() && !isWrapped;
  return isPlain ? text : `${WRAP_START}${Buffer.from(text, "utf8").toString("base64")}${WRAP_END}`;
}
