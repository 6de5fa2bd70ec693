import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { makeFolder } from "../support/folder.ts";
import { waitFor } from "../support/wait.ts";

/** Living processes whose command line holds the word. */
function living(word: string): number[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      if (/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"))) return [];
      return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(word) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

describe.if(process.platform === "linux")("a Brummer that is ended by SIGKILL under load", () => {
  test("leaves nothing behind that lives two seconds later, wherever it went", async () => {
    const word = `brumkill${process.pid}`;
    const script = `
      trap '' TERM
      sh -c "trap '' TERM; while :; do sleep 0.2; done; echo ${word}" &
      setsid sh -c "trap '' TERM; while :; do sleep 0.2; done; echo ${word}" &
      yes ${word}`;
    using folder = makeFolder({ "load.sh": script });
    const entry = new URL("../../src/main.ts", import.meta.url).pathname;
    const commands = Array.from({ length: 5 }, (_, index) => `sh ./load.sh ${word}-${index}`);
    const brum = Bun.spawn([process.execPath, entry, "--no-tui", "--no-mcp", "-d", folder.path, ...commands], {
      stdout: "ignore",
      stderr: "ignore",
      env: { ...process.env, HOME: folder.path, XDG_RUNTIME_DIR: folder.path },
    });
    await waitFor("the load", () => living(word).length >= 20, 10_000);
    // The one that holds `word` in its own arguments is brum itself.
    brum.kill("SIGKILL");
    await brum.exited;
    const began = performance.now();
    await waitFor("their end", () => living(word).length === 0, 2000);
    expect(performance.now() - began).toBeLessThan(2000);
  }, 20_000);
});
