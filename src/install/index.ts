/** Tells AI clients of Brummer: an entry in the file of each in which it keeps its MCP servers. */

export type { Place } from "./clients.ts";
export { type ClientFinding, clientSnippet, installClient, surveyClients } from "./install.ts";
