/** MCP over standard input and output: handed on to the MCP server of a Brummer that runs. */

export { Bridge } from "./bridge.ts";
export type { Endpoint } from "./endpoint.ts";
export { bridgeLimits } from "./limits.ts";
export { LineReader } from "./line-reader.ts";
