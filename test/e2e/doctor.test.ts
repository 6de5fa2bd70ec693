/** `brum doctor --core` with the executable: asked of a headless instance that runs, with and without MCP. */

import { describe, expect, test } from "bun:test";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { Place } from "./running.ts";

describe("brum doctor --core", () => {
  test("asks the instance of its directory, which has no MCP server, and prints its counters", async () => {
    await using place = new Place({ ".brum.toml": "[core]\ningest_threads = 2\n" });
    const program = await place.start(["seq 1 500; echo error: bad; exec sleep 60", "exec sleep 60"]);
    await waitFor("the last line", async () => (await place.run(["logs", "--grep", "^error: bad$"])).out !== "");

    const { out, err, code } = await place.run(["doctor", "--core"]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toStartWith("Brummer ");
    expect(out).toContain(` in ${place.path}\npid ${program.pid}, no MCP server, 2 ingest threads, since 2`);
    expect(out).toMatch(/^ {4}records +50\d {2}lines written/m);
    expect(out).toMatch(/^ {4}lock takeovers +0 {2}/m);
    expect(out).toMatch(/^ {4}process\.changed +high +\d+ +\d+ +0 +0 +\d+\.\d ms$/m);
    expect(out).toEndWith("\nNothing here should worry you.\n");

    const json = JSON.parse((await place.run(["doctor", "--core", "--json"])).out);
    expect(json).toMatchObject({
      port: 0,
      pid: program.pid,
      directory: place.path,
      settings: {
        core: { ringSlots: 1 << 20, ingestThreads: 2 },
        eventBus: { rings: { low: { slots: 4096, bytes: 4 << 20 } }, priorities: { "log.tail": "low" } },
      },
      bus: { priorities: { high: { lockTakeovers: 0 } } },
      findings: [],
    });
    expect(json.ring.errors).toBeGreaterThanOrEqual(1);
  });

  test("finds one by its MCP port, wherever its project is", async () => {
    await using place = new Place();
    const directory = place.makeDirectory("app");
    await place.start(["sleep 60"], { cwd: directory, mcp: true });
    const { port } = JSON.parse((await place.run(["doctor", "--core", "--json"], { cwd: directory })).out);
    expect(port).toBeGreaterThan(0);
    const { out } = await place.run(["doctor", "--core", "-p", String(port)], { cwd: "/" });
    expect(out).toContain(` in ${directory}\npid `);
    const free = await freePort();
    const { err, code } = await place.run(["doctor", "--core", "-p", String(free)], { cwd: "/" });
    expect(code).toBe(3);
    expect(err).toStartWith(`brum: No Brummer has its MCP server on port ${free}.\nElsewhere:\n`);
  });
});
