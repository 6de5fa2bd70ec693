/**
 * Pictures of every view in docs/pictures: `bun run pictures`. The real program runs on a copy of the example project, and a robot
 * goes through it on a terminal that exists in memory. No path of this machine is in them.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../test/support/ports.ts";
import { VirtualTerminal } from "../test/support/virtual-terminal.ts";
import { repository } from "./build.ts";
import { readOptions } from "./options.ts";

/** Where the copy lies, and what the pictures say in its place: as many letters, so that nothing moves. */
const home = "/tmp/brum-pictures";
const shownHome = "/home/ana/projects";
const shop = join(home, "shop");
const folder = join(repository, "docs/pictures");
/** The first start installs the example's packages, where they are not there yet. */
const INSTALL_MS = 120_000;
const SIZE = { columns: 110, rows: 30 };

class Painter extends VirtualTerminal {
  async take(name: string): Promise<void> {
    // Without the notice of what happens to have failed just now.
    await this.see(/^(?![\s\S]*shows it\))/, 20_000);
    await this.settled(300);
    writeFileSync(
      join(folder, `${name}.svg`),
      this.picture(`The screen of Brummer: ${name.replaceAll("-", " ")}`).replaceAll(home, shownHome),
    );
    console.log(`docs/pictures/${name}.svg`);
  }

  /** Presses keys, and waits for what they bring. */
  async go(keys: readonly string[], pattern: RegExp): Promise<void> {
    this.press(...keys);
    await this.see(pattern, 10_000);
  }
}

/** What an AI agent would do: find an error in the logs, and ask for a process that there is none of. */
async function callAsAgent(port: number): Promise<void> {
  let session: string | null = null;
  const send = async (message: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...(session !== null && { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
    });
    session = answer.headers.get("mcp-session-id") ?? session;
    await answer.text();
  };
  const call = (id: number, name: string, input: object) =>
    send({ id, method: "tools/call", params: { name, arguments: input } });
  const clientInfo = { name: "claude-code", version: "2.0.1" };
  await send({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo } });
  await send({ method: "notifications/initialized" });
  await call(2, "scripts_list", {});
  await call(3, "logs_search", { query: "OrderDataError", limit: 5 });
  await call(4, "scripts_status", { name: "worker" });
  await call(5, "scripts_run", { name: "wbe" });
}

/** What a browser would ask for, at the ports of the proxy that the URLs view shows. */
async function askAsBrowser(painter: Painter): Promise<void> {
  const portOf = (process: string) =>
    new RegExp(`^ ${process} [^\\n]*\\n[^\\n]*⇄ :(\\d+)`, "m").exec(painter.screen())?.[1] ?? "0";
  const [web, api] = [portOf("web"), portOf("api")];
  const get = (port: string, path: string, init: RequestInit = {}) =>
    fetch(`http://localhost:${port}${path}`, init).then((answer) => answer.text());
  for (const path of ["/", "/web/main.ts", "/web/style.css", "/src/cart.ts"]) await get(web, path);
  await get(api, "/products");
  await get(api, "/health");
  await get(api, "/nothing");
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = `${part({ alg: "HS256" })}.${part({ sub: "ana", role: "customer" })}.c2lnbmF0dXJl`;
  const lines = [{ product: "espresso", quantity: 2 }];
  const order = { customer: "Ada Novak", address: "4 Mill Lane, Kinsale", lines };
  await get(api, "/orders", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(order),
  });
}

async function paint(painter: Painter): Promise<void> {
  await painter.see(/ start: /, 20_000);
  for (const name of ["web", "api", "worker"]) {
    painter.type(name);
    await painter.go(["tab"], / marked/);
    await painter.go(["C-u"], /start: {2}a script/);
  }
  await painter.take("start-page");
  await painter.go(["enter"], /◐|●/);
  console.log("waiting for the example's processes ...");
  await painter.see(/● web[\s\S]*● worker/, INSTALL_MS);
  await painter.see(/3 Errors [1-9][\s\S]*4 URLs [1-9]|4 URLs [1-9][\s\S]*3 Errors [1-9]/, INSTALL_MS);
  await painter.go([":"], / : /);
  painter.type("run test");
  await painter.go(["enter"], /✔ test|✖ test|● test|◐ test/);
  await painter.go([":"], / : /);
  painter.type("run typecheck");
  await painter.go(["enter"], /typecheck/);
  await painter.see(/✔ test[\s\S]*✔ typecheck/, INSTALL_MS);
  if (!/│ all /.test(painter.screen())) await painter.go(["a"], /│ all /);
  await painter.see(/^(?![\s\S]*shows it\))[\s\S]*\d+M/, 20_000);
  await painter.take("processes");
  await painter.go([":"], / : /);
  painter.type("wor");
  await painter.see(/: wor/);
  await painter.take("palette");
  await painter.go(["escape"], /│ all /);
  await painter.go(["d"], /command +/);
  await painter.take("details");
  await painter.go(["d", "2", "/"], /search:/);
  painter.type("order");
  await painter.go(["enter"], /n next/);
  await painter.take("logs");
  await painter.go(["escape"], /n new/);
  await painter.go(["3"], /OrderDataError/);
  await painter.take("errors");
  await painter.go(["4"], /Local/);
  await painter.see(/answers +up/, 20_000);
  await painter.take("urls");
  await askAsBrowser(painter);
  await painter.go(["5"], /\/orders/);
  await painter.take("web");
  await painter.go(["6"], /vitest/);
  await painter.take("tests");
  await painter.go(["7"], /[1-9] AI clients?/);
  await painter.take("settings");
  await painter.go(["end"], /AI clients +[1-9]/);
  for (let row = 0; !painter.screen().includes("knows nothing of Brummer"); row += 1) {
    if (row > 20) throw new Error("There is no AI client that does not know Brummer.");
    painter.press("up");
    await painter.settled();
  }
  await painter.take("settings-clients");
  await callAsAgent(Number(/mcp :(\d+)/.exec(painter.screen())?.[1]));
  await painter.go(["8"], /scripts_run/);
  await painter.go(["down", "down", "down"], /took/);
  await painter.take("mcp");
  await painter.go(["1", "?"], /Keys of brum/);
  await painter.take("help");
  await painter.go(["escape"], /^(?![\s\S]*Keys of brum)/);
  await painter.go(["!"], /notices?\b/);
  await painter.take("notices");
}

async function main(): Promise<void> {
  readOptions("bun run pictures", {});
  mkdirSync(folder, { recursive: true });
  rmSync(home, { recursive: true, force: true });
  console.log(`copying the example to ${shop} ...`);
  cpSync(join(repository, "examples/shop"), shop, { recursive: true, verbatimSymlinks: true });
  // As a project of its own, with what a person would have around it.
  mkdirSync(join(home, ".cursor"), { recursive: true });
  writeFileSync(join(home, ".cursor/mcp.json"), "{}\n");
  // And with brum where people have it.
  mkdirSync(join(home, ".local/bin"), { recursive: true });
  symlinkSync(join(repository, "scripts/brum"), join(home, ".local/bin/brum"));
  const path = (process.env["PATH"] ?? "").split(":").filter((part) => !part.startsWith(repository));
  await using painter = new Painter({
    argv: [process.execPath, join(repository, "src/main.ts"), "-d", shop, "--port", "0"],
    cwd: shop,
    ...SIZE,
    env: {
      ...{
        HOME: home,
        XDG_STATE_HOME: "",
        XDG_CONFIG_HOME: "",
        XDG_RUNTIME_DIR: join(home, "run"),
        PATH: [join(home, ".local/bin"), ...path].join(":"),
      },
      ...{ NO_COLOR: "", COLORTERM: "truecolor", WEB_PORT: String(await freePort()), PORT: String(await freePort()) },
    },
  });
  try {
    await paint(painter);
  } finally {
    painter.press("escape", "escape", "C-c");
    await Promise.race([painter.exited, Bun.sleep(10_000)]);
    rmSync(home, { recursive: true, force: true });
  }
  const told = new Bun.Glob("*.svg");
  for (const name of told.scanSync(folder)) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const own of [repository, home]) if (text.includes(own)) throw new Error(`${name} has the path ${own} in it`);
  }
}

await main();
