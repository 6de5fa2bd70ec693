/** What an agent does in a day, in few calls and few tokens: start, break, learn, mend, test, read a failure. */

import { expect, test } from "bun:test";
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { makeFolder } from "../support/folder.ts";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

const shop = join(import.meta.dir, "../../examples/shop");
const INSTALL_MS = 120_000;
const MOST_CALLS = 8;
const MOST_TOKENS = 6000;

/** A copy of the shop that may be broken; its packages are those of the shop itself. */
async function shopIn(folder: string): Promise<string> {
  const setup = Bun.spawn(["node", "setup.mjs"], { cwd: shop, stdout: "ignore", stderr: "inherit" });
  expect(await setup.exited).toBe(0);
  const copy = join(folder, "shop");
  cpSync(shop, copy, { recursive: true, filter: (path) => !path.startsWith(join(shop, "node_modules")) });
  symlinkSync(join(shop, "node_modules"), join(copy, "node_modules"));
  return copy;
}

test(
  "an agent starts the shop, breaks and mends it, and reads a failing test within 8 calls and 6,000 tokens",
  async () => {
    using folder = makeFolder();
    const directory = await shopIn(folder.path);
    const [mcp, web] = [await freePort(), await freePort()];
    const program = Bun.spawn([executable, "-d", directory, "--no-tui", "-p", String(mcp)], {
      env: { ...process.env, PORT: String(web), XDG_STATE_HOME: join(folder.path, "state") },
      ...({ stdin: "ignore", stdout: "ignore", stderr: "inherit" } as const),
    });
    const client = new Client({ name: "agent", version: "1" });
    let calls = 0;
    let tokens = 0;
    const call = async (name: string, input: Record<string, unknown>) => {
      const result = await client.callTool({ name, arguments: input });
      calls++;
      tokens += Math.ceil(Buffer.byteLength(JSON.stringify(result)) / 4);
      const [block] = result.content;
      if (block?.type !== "text" || result.isError === true) throw new Error(`${name}: ${JSON.stringify(result)}`);
      return { text: block.text, structured: JSON.stringify(result.structuredContent) };
    };
    const changed = (file: string, change: (text: string) => string) => {
      const path = join(directory, file);
      const before = readFileSync(path, "utf8");
      writeFileSync(path, change(before));
      return () => writeFileSync(path, before);
    };
    try {
      const address = new URL(`http://127.0.0.1:${mcp}/mcp`);
      await waitFor("the server", () =>
        fetch(address).then(
          () => true,
          () => false,
        ),
      );
      await client.connect(new StreamableHTTPClientTransport(address));

      expect((await call("scripts_run", { name: "web", timeout: 100 })).text).toMatch(/ready at http:\/\/\S+:\d+/);
      await call("scripts_run", { command: "npx tsc --noEmit --watch --preserveWatchOutput", timeout: 100 });

      const mend = changed("src/money.ts", (text) => `${text}\nexport const broken: number = "text";\n`);
      const line = readFileSync(join(directory, "src/money.ts"), "utf8").trimEnd().split("\n").length;
      const broken = await call("check_changes", { timeout: 60 });
      expect(broken.text).toContain(`src/money.ts:${line}`);
      expect(broken.text).toContain("not assignable to type 'number'");

      mend();
      expect((await call("check_changes", { timeout: 60 })).text).toContain("mended");

      changed("test/cart.test.ts", (text) => text.replace("toBe(101)", "toBe(102)"));
      const tested = await call("scripts_run", { name: "test", wait: "exit", timeout: 100 });
      expect(tested.text).toContain("1 failed");
      expect(tested.text).toContain("a percentage is rounded half up to a cent");
      const id = /"id":"([0-9a-f]+)"/.exec(tested.structured)?.[1] ?? "";
      const failing = await call("error_detail", { id });
      expect(failing.text).toContain("test/cart.test.ts:");
      expect(failing.text).toMatch(/expected 101 to be 102/);

      expect(calls).toBeLessThanOrEqual(MOST_CALLS);
      expect(tokens).toBeLessThanOrEqual(MOST_TOKENS);
    } finally {
      await client.close();
      program.kill("SIGTERM");
      await program.exited;
      rmSync(join(directory, "node_modules"), { force: true });
    }
  },
  INSTALL_MS * 2,
);
