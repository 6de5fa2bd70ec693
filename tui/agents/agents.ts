/** The MCP server, who talks to it, and what about: as far as the screen remembers. Pure. */

import type { McpAddress, McpCall, McpClient } from "../../src/mcp/index.ts";
import { limits } from "../limits.ts";

/** What the server is at. */
export type AgentServer =
  | { readonly is: "starting" }
  | { readonly is: "listening"; readonly address: McpAddress }
  /** There is none; `why`: a sentence without its end. */
  | { readonly is: "off"; readonly why: string };

export interface Agents {
  readonly server: AgentServer;
  /** The newest first. */
  readonly clients: readonly McpClient[];
  /** The newest first. */
  readonly calls: readonly McpCall[];
}

/** Something that was told of them. */
export type AgentEvent = { readonly client: McpClient } | { readonly call: McpCall };

export const noAgents: Agents = { server: { is: "starting" }, clients: [], calls: [] };

/** Takes in what was told, in its order. */
export function withAgentEvents(agents: Agents, events: readonly AgentEvent[]): Agents {
  const calls = events.flatMap((event) => ("call" in event ? [event.call] : []));
  const clients = new Map(agents.clients.map((client) => [client.id, client]));
  // A call says how its client was then: an event of it that was missed is made up for.
  for (const event of events) {
    const client = "call" in event ? event.call.client : event.client;
    clients.set(client.id, client);
  }
  return {
    ...agents,
    clients: bounded([...clients.values()].sort((a, b) => b.id - a.id)),
    calls: [...calls.toReversed(), ...agents.calls].slice(0, limits.agentCalls),
  };
}

/** Those that are gone for longest are forgotten first. */
function bounded(clients: readonly McpClient[]): readonly McpClient[] {
  const tooMany = clients.length - limits.agents;
  if (tooMany <= 0) return clients;
  const leaving = clients
    .toSorted((a, b) => Number(a.isConnected) - Number(b.isConnected) || a.lastSeen - b.lastSeen)
    .slice(0, tooMany);
  return clients.filter((client) => !leaving.includes(client));
}

/** The calls of a client, the newest first. */
export function callsOf({ calls }: Agents, client: number): readonly McpCall[] {
  return calls.filter((call) => call.client.id === client);
}

/** How many are there now. */
export function connectedCount({ clients }: Agents): number {
  return clients.filter(({ isConnected }) => isConnected).length;
}
