/** A Brummer without a screen in this process, for the agent that has started `brum mcp`: it ends with it. */

import type { Endpoint } from "../mcp-bridge/index.ts";
import { onCrash } from "./crash.ts";
import type { Prepared } from "./prepare.ts";
import { Program } from "./program.ts";

/** Milliseconds that the MCP server may take to listen: the net thread has ten seconds to start. */
const LISTEN_MS = 12_000;

/** One that serves. */
export interface OwnInstance {
  readonly program: Program;
  readonly endpoint: Endpoint;
}

/**
 * Starts it on a free port, with what the configuration has it start. Nothing is printed. `begun` gets the program at once: it
 * is to be closed also where this rejects, which it does with a sentence.
 */
export async function startOwn(prepared: Prepared, begun: (program: Program) => void): Promise<OwnInstance> {
  const program = new Program({ ...prepared, mcpPort: 0 });
  begun(program);
  onCrash(program, () => {});
  const { directory } = prepared.project;
  const listening = program.bus.waitFor("mcp.listening", () => true, LISTEN_MS);
  const failed = program.bus.waitFor("mcp.failed", () => true, LISTEN_MS);
  void program.start();
  const url = await Promise.race([
    listening.then((event) => event?.payload.url),
    failed.then((event) =>
      Promise.reject(new Error(`There is no MCP server: ${event?.payload.reason ?? "it does not start"}.`)),
    ),
    program.fatal.then((why) => Promise.reject(new Error(why))),
  ]);
  if (url === undefined) throw new Error("The MCP server of this Brummer did not listen in time.");
  const endpoint = { url, token: prepared.mcpAccess?.token ?? null, instance: null, directory };
  warm(endpoint);
  return { program, endpoint };
}

/** The server loads what it needs at its first request: that one is not the agent's. */
function warm({ url, token }: Endpoint): void {
  const headers = token === null ? undefined : { authorization: `Bearer ${token}` };
  fetch(new URL("/health", url), { ...(headers === undefined ? {} : { headers }) }).then(
    (response) => response.arrayBuffer(),
    () => {},
  );
}
