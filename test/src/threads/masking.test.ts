import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { loadConfiguration } from "../../../src/config/index.ts";
import { Program } from "../../../src/threads/program.ts";
import { makeFolder } from "../../support/folder.ts";
import { freePort } from "../../support/ports.ts";
import { waitFor } from "../../support/wait.ts";

/** What an agent and what a person sees of a process that prints all it knows. */
async function seen(toml: string): Promise<{ agent: string; person: string; later: string }> {
  using folder = makeFolder({
    ".brum.toml": toml,
    ".env": "SHOP_TOKEN=alpha-one-1\nSHOP_PIN=bravo-two-2 # secret\nSHOP_MODE=charlie-three-3\n",
  });
  const port = await freePort();
  const configuration = loadConfiguration(folder.path, {});
  const text = "echo $SHOP_TOKEN $SHOP_PIN $SHOP_MODE $OWN_SECRET $GIVEN_SECRET; sleep 60";
  const program = new Program({
    project: { directory: folder.path, name: "test", packageManager: "npm", scripts: [], candidates: [], warnings: [] },
    preferredPackageManager: undefined,
    launches: [
      {
        ...{ name: "web", kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: folder.path },
        env: { OWN_SECRET: "delta-four-4" },
      },
    ],
    mcpPort: port,
    mcpAccess: configuration.mcpAccess,
    core: configuration.core,
    history: { ...configuration.history, enabled: false },
    logFiles: configuration.logFiles,
    eventBus: configuration.eventBus,
    version: "0",
    ownLog: undefined,
    environment: configuration.environment,
    variables: { GIVEN_SECRET: "echo-five-5" },
  });
  try {
    await program.start();
    const reader = program.reader;
    const person = await waitFor("the line", () => {
      const records = reader.range(reader.oldest(), reader.latest()).records;
      return records.find((record) => record.text.includes("charlie"))?.text;
    });
    const client = new Client({ name: "test", version: "1" });
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
    const search = async () => {
      const { content } = await client.callTool({ name: "logs_search", arguments: { query: "charlie" } });
      return JSON.stringify(content);
    };
    const agent = await search();
    writeFileSync(join(folder.path, ".env"), "SHOP_MODE=charlie-three-3 # secret\n");
    const later = await waitFor("the change", async () => {
      const answer = await search();
      return (toml !== "" || !answer.includes("charlie-three-3")) && answer;
    });
    await client.close();
    return { agent, person, later };
  } finally {
    program.killAll();
    await program.close();
  }
}

const line = "alpha-one-1 bravo-two-2 charlie-three-3 delta-four-4 echo-five-5";

test("an agent sees marks in place of what is secret in the environment, a person sees all", async () => {
  const { agent, person, later } = await seen("");
  expect(person).toBe(line);
  const marks = ["SHOP_TOKEN", "SHOP_PIN", "OWN_SECRET", "GIVEN_SECRET"].map((name) => `‹secret:${name}›`);
  expect(agent).toContain(`${marks[0]} ${marks[1]} charlie-three-3 ${marks[2]} ${marks[3]}`);
  expect(later).toContain(`${marks[0]} ${marks[1]} ‹secret:SHOP_MODE› ${marks[2]} ${marks[3]}`);
});

test("an agent sees all where the configuration says so", async () => {
  const { agent } = await seen("[mcp]\nreveal_secrets = true\n");
  expect(agent).toContain(line);
});
