/**
 * Calls in a session that are answered at once, with JSON. For a client it is one of the two forms that an answer may have
 * (2025-11-25, transports, "Sending Messages to the Server"). The SDK's way makes an event stream, a stored message and a dozen checks by
 * schema of each call, which takes three times as long as the tool.
 */

import {
  type CallToolResult,
  type InputRequiredResult,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import type { Catalogue, ToolOffer } from "./catalogue.ts";
import type { Exchange } from "./exchange.ts";
import { mistakeIn } from "./server.ts";
import type { Visitor } from "./visitor.ts";

/** What such a call may say meanwhile: nothing. */
const silent: Exchange = {
  signal: new AbortController().signal,
  wantsProgress: false,
  progress: async () => {},
  log: async () => {},
};

/** A request that is one of them. */
interface QuickCall {
  readonly id: string | number;
  readonly tool: ToolOffer;
  readonly input: Readonly<Record<string, unknown>> | undefined;
}

export class QuickCalls {
  readonly #tools: ReadonlyMap<string, ToolOffer>;

  constructor({ tools }: Catalogue) {
    this.#tools = new Map(tools.filter(({ isQuick }) => isQuick === true).map((tool) => [tool.definition.name, tool]));
  }

  /** Undefined: the message is something else, or not as plain as it could be, and goes the usual way. */
  answer(request: Request, message: unknown, visitor: Visitor): Promise<Response> | undefined {
    const call = takesEither(request.headers) ? this.#callIn(message) : undefined;
    return call === undefined ? undefined : answered(call, visitor);
  }

  #callIn(message: unknown): QuickCall | undefined {
    if (!isRecord(message) || message["jsonrpc"] !== "2.0" || message["method"] !== "tools/call") return undefined;
    const { id, params } = message;
    if (!isRecord(params) || (typeof id !== "string" && typeof id !== "number")) return undefined;
    const { name, arguments: input, _meta: meta, ...others } = params;
    // Who asks for progress, or for anything else, is served by the SDK.
    if (Object.keys(others).length > 0 || (meta !== undefined && (!isRecord(meta) || Object.keys(meta).length > 0))) {
      return undefined;
    }
    if (input !== undefined && !isRecord(input)) return undefined;
    const tool = typeof name === "string" ? this.#tools.get(name) : undefined;
    return tool === undefined ? undefined : { id, tool, input };
  }
}

async function answered({ id, tool, input }: QuickCall, visitor: Visitor): Promise<Response> {
  const asked = { method: "tools/call", tool: tool.definition.name, input };
  const run = (): Promise<CallToolResult | InputRequiredResult> => tool.call(input, silent);
  return Response.json({ jsonrpc: "2.0", id, result: await visitor.answer(asked, run, mistakeIn) });
}

/** As every client of this revision must: JSON or a stream, in a version that is spoken here. */
function takesEither(headers: Headers): boolean {
  const accept = headers.get("accept") ?? "";
  const version = headers.get("mcp-protocol-version");
  const isSpoken = version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
  return isSpoken && accept.includes("application/json") && accept.includes("text/event-stream");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
