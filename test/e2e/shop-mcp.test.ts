/** The main job headless: the executable without a screen, asked by the official MCP client, on the example project. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { freePort } from "../support/ports.ts";
import { processesIn } from "../support/processes.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

const shop = join(import.meta.dir, "../../examples/shop");
const INSTALL_MS = 120_000;

/** Calls a tool and returns its structured content; a tool error fails the test. */
async function call(client: Client, name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const result = await client.callTool({ name, arguments: input });
  expect(result.isError ?? false).toBe(false);
  expect(result.content).toMatchObject([{ type: "text" }]);
  const content: unknown = result.structuredContent;
  return Object.fromEntries(Object.entries(typeof content === "object" && content !== null ? content : {}));
}

test(
  "the shop is listed, run, searched and stopped by an MCP client, and ends with SIGTERM",
  async () => {
    const ports = { api: await freePort(), mcp: await freePort() };
    const program = Bun.spawn([executable, "-d", shop, "--no-tui", "-p", String(ports.mcp)], {
      env: { ...process.env, PORT: String(ports.api) },
      stdout: "pipe",
      stderr: "inherit",
    });
    let printed = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of program.stdout) printed += decoder.decode(chunk, { stream: true });
    })();
    try {
      await waitFor("the address", () => printed.includes(`http://127.0.0.1:${ports.mcp}/mcp`));
      const client = new Client({ name: "e2e", version: "1" });
      await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${ports.mcp}/mcp`)));

      const listed = await call(client, "scripts_list", {});
      expect(listed["scripts"]).toContainEqual(expect.objectContaining({ name: "worker" }));
      const started = await call(client, "scripts_run", { name: "worker", wait: "none" });
      expect(started).toMatchObject({ name: "worker", status: "running", duplicate: false });
      expect(await call(client, "scripts_run", { name: "worker", wait: "none" })).toMatchObject({ duplicate: true });

      const found = await waitFor(
        "the failed order in the log",
        async () => {
          const { matches } = await call(client, "logs_search", { query: "OrderDataError: order P-1003" });
          return Array.isArray(matches) && matches.length > 0 && matches;
        },
        INSTALL_MS,
      );
      expect(found[0]).toMatchObject({ process: "worker", stream: "stderr", level: "error" });

      expect(await call(client, "scripts_stop", { processId: String(started["processId"]) })).toMatchObject({
        status: "stopped",
      });
      expect(await call(client, "scripts_status", { name: "worker" })).toMatchObject({
        processes: [expect.objectContaining({ status: "stopped" })],
      });
      expect(await call(client, "scripts_run", { name: "api", timeout: INSTALL_MS / 1000 })).toMatchObject({
        outcome: "ready",
        url: expect.stringContaining(`127.0.0.1:${ports.api}`),
      });
      await waitFor("the api", () => printed.includes(`api listening on http://127.0.0.1:${ports.api}`));
      await client.close();

      program.kill("SIGTERM");
      expect(await program.exited).toBe(0);
      await reading;
      expect(printed).toMatch(/^\d\d:\d\d:\d\d worker │ .*OrderDataError: order P-1003 has no address$/m);
      expect(printed).toMatch(/^\d\d:\d\d:\d\d brum {3}│ api stopped /m);
      expect(printed).not.toMatch(/\x1b/);
      expect(processesIn(shop)).toEqual([]);
    } finally {
      program.kill("SIGTERM");
      await program.exited;
    }
  },
  INSTALL_MS * 2,
);
