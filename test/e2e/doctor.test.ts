/** `brum doctor` with the executable: asked of a headless instance that runs. */

import { describe, expect, test } from "bun:test";
import { makeFolder } from "../support/folder.ts";
import { freePort } from "../support/ports.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

async function doctor(cwd: string, argv: string[], env: Record<string, string> = {}) {
  const child = Bun.spawn([executable, "doctor", ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, err, code };
}

describe("brum doctor --core", () => {
  test("finds the instance of its directory behind a taken port, and prints its counters", async () => {
    using folder = makeFolder({ ".brum.toml": "[core]\ningest_threads = 2\n" });
    using taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("mine") });
    const env = { BRUMMER_MCP_PORT: String(taken.port) };
    const program = Bun.spawn([executable, "--no-tui", "seq 1 500; echo error: bad; exec sleep 60", "exec sleep 60"], {
      cwd: folder.path,
      env: { ...process.env, ...env },
      stdin: "ignore",
      stdout: "pipe",
    });
    let printed = "";
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of program.stdout) printed += decoder.decode(chunk, { stream: true });
    })();
    try {
      const listens = /MCP listens on (\d+) instead/;
      await waitFor("the address and the last line", () => listens.test(printed) && printed.includes("error: bad"));
      const port = listens.exec(printed)?.[1];
      expect(port).not.toBe(String(taken.port));

      const { out, err, code } = await doctor(folder.path, ["--core"], env);
      expect({ err, code }).toEqual({ err: "", code: 0 });
      expect(out).toStartWith(`Brummer `);
      expect(out).toContain(` in ${folder.path}\npid ${program.pid}, port ${port}, 2 ingest threads, since 2`);
      expect(out).toMatch(/^ {4}records +50\d {2}lines written/m);
      expect(out).toMatch(/^ {4}lock takeovers +0 {2}/m);
      expect(out).toMatch(/^ {4}process\.changed +high +2 +\d+ +0 +0 +\d+\.\d ms$/m);
      expect(out).toEndWith("\nNothing here should worry you.\n");

      const { port: _, ...json } = JSON.parse((await doctor("/", ["--core", "--json", "-p", String(port)])).out);
      expect(json).toMatchObject({
        pid: program.pid,
        directory: folder.path,
        settings: {
          core: { ringSlots: 1 << 20, ingestThreads: 2 },
          eventBus: { rings: { low: { slots: 4096, bytes: 4 << 20 } }, priorities: { "log.tail": "low" } },
        },
        bus: { priorities: { high: { lockTakeovers: 0 } }, topics: { "process.changed": { published: 2 } } },
        findings: [],
      });
      expect(json.ring.errors).toBeGreaterThanOrEqual(2);
    } finally {
      program.kill("SIGTERM");
      await program.exited;
      await reading;
    }
  });

  test("says what to do where nobody can be asked", async () => {
    using folder = makeFolder();
    const port = await freePort();
    const { out, err, code } = await doctor(folder.path, ["--core"], { BRUMMER_MCP_PORT: String(port) });
    expect({ out, code }).toEqual({ out: "", code: 1 });
    expect(err).toStartWith(
      `brum: No Brummer was found on the ports ${port} to ${Math.min(port + 99, 65_535)} of this`,
    );
    expect(err).toContain("Start one (brum, or brum --no-tui)");
    const zero = await doctor(folder.path, ["--core", "-p", "0"]);
    expect(zero).toMatchObject({ code: 1, err: expect.stringContaining("give the port that brum named") });
  });

  test("asked for nothing says what can be asked, also where a script has its name", async () => {
    using folder = makeFolder({ "package.json": '{"scripts": {"doctor": "echo the script"}}' });
    const { out, code } = await doctor(folder.path, []);
    expect(code).toBe(0);
    expect(out).toContain("--core");
    expect(out).toContain("To run a script that is called doctor: brum -- npm run doctor");
  });
});
