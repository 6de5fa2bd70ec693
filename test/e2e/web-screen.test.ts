/** The Web view with the whole program: a real server, real requests through its port of the proxy, in a terminal in memory. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { makeFolder } from "../support/folder.ts";
import { VirtualTerminal } from "../support/virtual-terminal.ts";

const main = join(import.meta.dir, "../../src/main.ts");

/** Answers with how often it was asked; ends without one where it is asked to. */
const server = `
import { createServer } from "node:http";
let count = 0;
createServer((request, response) => {
  console.log("asked for " + request.url);
  if (request.url === "/broken") return request.socket.destroy();
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ count: ++count, method: request.method }));
}).listen(0, "127.0.0.1", function () {
  console.log("  ➜  Local:   http://localhost:" + this.address().port + "/");
});
`;

test("requests are listed, looked at, sent again, found in the log, forgotten", async () => {
  const script = { name: "served", scripts: { web: "node server.mjs" } };
  using project = makeFolder({ "package.json": JSON.stringify(script), "server.mjs": server });
  using state = makeFolder();
  await using terminal = new VirtualTerminal({
    argv: [process.execPath, main, "-d", project.path, "--port", "0", "web"],
    cwd: project.path,
    columns: 120,
    rows: 40,
    env: { XDG_STATE_HOME: state.path, HOME: state.path, NO_COLOR: "", COLORTERM: "" },
  });
  const go = async (keys: readonly string[], pattern: RegExp) => {
    terminal.press(...keys);
    return await terminal.see(pattern, 30_000);
  };
  const [, at = ""] = /(http:\/\/localhost:\d+) +→ web/.exec(await go(["5"], /http:\/\/localhost:\d+ +→ web/)) ?? [];

  await (await fetch(`${at}/first`)).text();
  await (await fetch(`${at}/orders`, { method: "POST", body: '{"sku":"A-7"}' })).text();
  await (await fetch(`${at}/broken`)).text();
  await terminal.see(/ 3 requests[\s\S]*following/, 30_000);
  expect(terminal.screen()).toMatch(/200 GET +\/first[\s\S]*200 POST +\/orders[\s\S]*502 GET +\/broken/);

  await go(["up", "up"], /2 behind[\s\S]*"count": 1,/);
  await go(["r"], / 4 requests[\s\S]*sent again, with another answer[\s\S]*body count: 1 → 3/);
  await go(["up", "up", "r"], /Send POST http:\/\/localhost:\d+\/orders again\? y\/n/);
  await go(["y"], / 5 requests[\s\S]*body count: 2 → 4/);
  await go(["l"], /▸\d\d:\d\d:\d\d web +asked for \/orders/);
  await go(["S-w"], / 5 requests/);
  await go(["S-e"], /1 of 5 requests {2}failed ✕/);
  await go(["x", "c"], /No request so far\. What is asked here is recorded:/);

  const say = async (text: string, pattern: RegExp) => {
    await go([":"], / : /);
    terminal.type(text);
    await go(["enter"], pattern);
  };
  await say("/toggle-proxy", /One proxy for all at port \d+; browsers take http:\/\/localhost:\d+\/proxy\.pac/);
  await terminal.see(/Every client that uses the proxy/);
  await say("/toggle-proxy", /Each server has a port of its own\./);
  await terminal.see(/http:\/\/localhost:\d+ +→ web/);
  await say("/proxy http://localhost:9", /What http:\/\/localhost:9 is asked at http:\/\/localhost:\d+ is recorded/);
  await terminal.see(/→ custom, http:\/\/localhost:9\b/);
  await go(["q"], /Stop 1 process and quit\?/);
  terminal.press("y");
  expect(await terminal.exited).toBe(0);
}, 90_000);
