/** For the harness: AI clients that talk to it, as the net thread would tell of them. */

import type { EventBus } from "../../core/index.ts";
import type { Topics } from "../../src/topics.ts";

/** One that is there and has called twice, once in vain, and one that is gone. */
export function tellAgents(bus: EventBus<Topics>): void {
  const now = Date.now();
  const common = { agent: "", protocol: "2025-11-25", since: now, lastSeen: now };
  const gone = { ...common, id: 1, name: "inspector", version: "0.17.0", requests: 3, isConnected: false };
  const here = { ...common, id: 2, name: "claude-code", version: "2.0.1", requests: 2, isConnected: true };
  bus.publish("mcp.client", gone);
  bus.publish("mcp.client", here);
  const call = { client: here, method: "tools/call", startedAt: now, bytes: 1840 };
  const found = { tool: "logs_search", input: '{"text":"TypeError"}', durationMs: 3, error: null };
  bus.publish("mcp.calls", { calls: [{ ...call, ...found, id: 1 }] });
  const refused = { tool: "process_stop", input: '{"name":"wbe"}', durationMs: 1, error: 'There is no process "wbe".' };
  bus.publish("mcp.calls", { calls: [{ ...call, ...refused, id: 2 }] });
}
