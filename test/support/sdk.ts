import type { ServerContext } from "@modelcontextprotocol/server";
import type { Exchange } from "../../src/mcp/exchange.ts";

/** What the SDK knows of a request; throws where it does not have it in its hands. */
export function sdkOf({ sdk }: Exchange): ServerContext {
  if (sdk === undefined) throw new Error("The SDK does not know of this request.");
  return sdk;
}
