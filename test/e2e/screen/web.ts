/** The Web view, and the proxy in other views: fed by the bus, as the thread of the proxy does it. */

import { describe, expect } from "bun:test";
import { waitFor } from "../../support/wait.ts";
import { type Robot, scenario, type sizes } from "./robot.ts";

const env = { HARNESS_WEB: "1" };
const flood = { env: { HARNESS_WEB: "flood" } };

/** The row of the list in which a request stands, without its time. */
const row = (robot: Robot, text: string) => robot.screen().split("\n")[robot.rowOf(text)] ?? "";

const views: Readonly<Record<string, { readonly kind: string; readonly show: (robot: Robot) => Promise<unknown> }>> = {
  requests: { kind: "1", show: (robot) => robot.do(["5"], / 8 requests/) },
  "a request that failed": {
    kind: "1",
    show: async (robot) => {
      await robot.do(["5"], / 8 requests/);
      await robot.do(["up", "up", "up"], /3 behind/);
      await robot.do(["z"], /^(?!.*┬)/s);
      await robot.do(["pagedown"], /time +▒|request body|answer's body/);
    },
  },
  "no request yet": { kind: "empty", show: (robot) => robot.do(["5"], /20888/) },
  "no request, one proxy for all": { kind: "full", show: (robot) => robot.do(["5"], /proxy\.pac/) },
  "no proxy": { kind: "off", show: (robot) => robot.do(["5"], /There is no proxy/) },
};

describe("the Web view", () => {
  for (const size of ["small", "usual", "large"] satisfies (keyof typeof sizes)[]) {
    for (const [name, { kind, show }] of Object.entries(views)) {
      scenario(`view Web, ${name}`, { size, env: { HARNESS_WEB: kind } }, async (robot) => {
        await show(robot);
        await robot.shot();
      });
    }
  }

  for (const size of ["small", "usual", "large"] satisfies (keyof typeof sizes)[]) {
    scenario("follows a flood until one moves, End follows again", { size, ...flood }, async (robot) => {
      await robot.do(["5"], /1\.0k requests/);
      await robot.do(["up", "up"], /[1-9]\d* behind/);
      const selected = robot.rowOf("/f");
      await robot.see(/[1-9]\d\d behind/);
      expect(robot.rowOf("/f")).toBe(selected);
      await robot.do(["home"], /9\d\d behind|1\.0k behind/);
      await robot.do(["end"], /following/);
      await robot.do(["down"], /following/);
    });
  }

  scenario("kinds, one after the other; a chip goes by key and by click", { env }, async (robot) => {
    await robot.do(["5"], /8 requests/);
    await robot.do(["f"], /1 of 8 requests {2}pages ✕/);
    await robot.do(["f"], /4 of 8 requests {2}api ✕/);
    await robot.do(["f"], /1 of 8 requests {2}images ✕/);
    await robot.do(["f"], /2 of 8 requests {2}other ✕/);
    await robot.do(["x"], / 8 requests/);
    await robot.do(["f"], /pages ✕/);
    robot.clickOn("pages ✕");
    await robot.see(/ 8 requests/);
  });

  scenario("only what failed, classes of status, one process", { size: "large", env }, async (robot) => {
    await robot.do(["5"], /8 requests/);
    await robot.do(["S-e"], /2 of 8 requests {2}failed ✕/);
    expect(robot.screen()).toMatch(/500 POST {4}\/api\/orders[\s\S]*404 GET {5}\/api\/nothing/);
    await robot.do(["S-e"], / 8 requests/);
    await robot.do(["S-l", "S-l"], /1 of 8 requests {2}3xx ✕/);
    await robot.do(["S-l", "S-l"], /1 of 8 requests {2}5xx ✕/);
    await robot.do(["S-l"], /1 of 8 requests {2}open ✕/);
    await robot.do(["S-l"], / 8 requests/);
    await robot.do(["S-p"], /4 of 8 requests {2}web ✕/);
    await robot.do(["S-p"], /4 of 8 requests {2}api ✕/);
    await robot.do(["S-p"], / 8 requests/);
  });

  scenario("a text in method, address or status, while one types", { env }, async (robot) => {
    await robot.do(["5"], /8 requests/);
    await robot.do(["/"], /show requests:/);
    robot.type("orders");
    await robot.see(/2 of 8 requests/);
    await robot.do(["enter"], /orders ✕/);
    await robot.do(["/"], /show requests:/);
    robot.type("404");
    await robot.do(["enter"], /1 of 8 requests {2}404 ✕/);
    await robot.do(["/"], /show requests:/);
    robot.type("nowhere");
    await robot.do(["enter"], /No request is left by the filters/);
    await robot.do(["x"], / 8 requests/);
    await robot.do(["/"], /show requests:/);
    await robot.do(["escape"], /^(?!.*show requests:)/s);
  });

  scenario("a pause keeps new ones back and counts them", flood, async (robot) => {
    await robot.do(["5"], /1\.0k requests/);
    await robot.do(["p"], /paused, \d+ new|paused, 0 new/);
    const list = () =>
      robot
        .screen()
        .split("\n")
        .slice(2, 20)
        .map((line) => line.slice(0, 30))
        .join("\n");
    const before = list();
    await robot.see(/paused, (?:[1-9]\d\d|\d\.\dk) new/);
    expect(list()).toBe(before);
    await robot.do(["space"], /following/);
    await robot.do(["space"], /paused/);
    await robot.do(["end"], /following/);
  });

  scenario("what is over is forgotten: of one process, then all", { size: "large", env }, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["S-p", "S-p"], /4 of 8 requests {2}api ✕/);
    await robot.do(["c"], /No request is left by the filters/);
    await robot.do(["x"], /4 requests/);
    await robot.do(["c"], / 1 request\b/);
    expect(row(robot, "/ws")).toContain("⇅2");
    await robot.do([":"], / : /);
    robot.type("clear requests web");
    await robot.do(["enter"], / 1 request\b/);
  });

  scenario("details: claims without the signature, JSON over several lines, messages", { env }, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["up", "up", "up", "up"], /4 behind/);
    await robot.see(/\/api\/cart/);
    await robot.do(["enter"], /authentication {2}Bearer[\s\S]*sub: ana[\s\S]*role: admin/);
    await robot.do(["end"], /"items": \[\n +1,\n +2,\n +3\n +\]/);
    await robot.do(["home"], /\(signature\)/);
    expect(robot.screen()).not.toContain("c2lnbmF0dXJl");
    await robot.do(["escape"], /┬/);
    await robot.do(["down", "down", "down"], /1 behind/);
    await robot.do(["z"], /↑ +\+4 ms +4 ping[\s\S]*↓ +\+6 ms +16 {"type":"hello"}/);
  });

  scenario("an address, a command for curl and a body are copied", { env }, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["up", "up", "up"], /3 behind/);
    await robot.do(["y"], /Copied/);
    await waitFor("the address", () => robot.copied() === "http://localhost:3000/api/orders");
    robot.press("S-y");
    await waitFor("the command", () => robot.copied().startsWith("curl http://localhost:3000/api/orders"));
    expect(robot.copied()).toContain(`--data-raw '{"sku":"A-7","count":2}'`);
    robot.press("b");
    await waitFor("the body", () => robot.copied() === '{"error":"out of stock"}');
    await robot.do(["down", "b"], /Its answer has no body/);
  });

  scenario("sent again: what changes something after a yes, with the difference", { env }, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["r"], /Sent again: 200/);
    await robot.see(/again +sent again, with/);
    await robot.do(["up", "up", "up", "up"], /4 behind/);
    await robot.do(["r"], /Send POST http:\/\/localhost:3000\/api\/orders again\? y\/n/);
    await robot.do(["n"], /9 requests/);
    await robot.do(["r"], /again\? y\/n/);
    await robot.do(["y"], /10 requests[\s\S]*with another/);
    await robot.see(/status: 500 Internal Server Error/);
  });

  scenario("from a request to the log, and from a line to its request", { env }, async (robot) => {
    await robot.do(["s"], /web line 300/);
    await robot.do(["5"], / 8 requests/);
    await robot.do(["home"], /7 behind/);
    await robot.do(["l"], /web line 1$/m);
    await robot.do(["S-w"], /8 requests/);
  });

  const browser = '#!/bin/sh\nprintf "%s\\n" "$1" >> "$0.log"\n';
  const opens = {
    files: { browser },
    env: { HARNESS_WEB: "1", HARNESS_FOUND: "1", BROWSER: "@/browser", DISPLAY: ":9" },
  };
  scenario("opened through the proxy, or directly", opens, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["home"], /7 behind/);
    robot.press("o");
    await waitFor("the browser", () => robot.tools.log("browser")?.trim() === "http://localhost:20888/");
    robot.press("S-o");
    await waitFor("the browser again", () => robot.tools.log("browser")?.trim().endsWith("http://localhost:5173/"));
  });

  scenario("without UTF-8 the list is ASCII", { env: { HARNESS_WEB: "1", HARNESS_UNICODE: "0" } }, async (robot) => {
    await robot.do(["5"], / 8 requests/);
    await robot.do(["up", "up", "up", "up"], /4 behind/);
    await robot.see(/request headers/);
    await robot.shot();
  });
});

describe("the proxy in other views", () => {
  scenario("a server gets a port by hand, the mode is switched", { size: "large", env }, async (robot) => {
    await robot.do([":"], / : /);
    robot.type("/proxy localhost:3000");
    await robot.do(["enter"], /What http:\/\/localhost:3000 is asked at http:\/\/localhost:20889 is recorded/);
    await robot.do(["4"], /http:\/\/localhost:3000 +⇄ :20889/);
    await robot.do(["y"], /Copied/);
    await waitFor("the address", () => robot.copied() === "http://localhost:20889");
    robot.press("S-y");
    await waitFor("the other one", () => robot.copied() === "http://localhost:3000");
    await robot.do([":"], / : /);
    robot.type("/toggle-proxy");
    await robot.do(["enter"], /One proxy for all at port 19888/);
    await robot.see(/http:\/\/localhost:19888 +proxy[\s\S]*http:\/\/localhost:19888\/proxy\.pac +PAC/);
  });

  scenario("a page of a server that is down is told once", { env: { HARNESS_WEB: "unreachable" } }, async (robot) => {
    await robot.see(/web: localhost:5173 cannot be reached: connection refused/);
    await robot.do(["!"], /1 notice\b/);
  });

  scenario("without a proxy its commands say why", { env: { HARNESS_WEB: "off" } }, async (robot) => {
    await robot.do([":"], / : /);
    robot.type("/toggle-proxy");
    await robot.do(["enter"], /There is no proxy: switched off by --no-proxy/);
  });
});
