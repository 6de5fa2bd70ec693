import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { beside, until } from "../worker.ts";

/** What each runtime wants before the file's name. */
const flags = "Deno" in globalThis ? ["run", "-A", "--no-check", "--no-lock"] : [];

test("a wait with a time limit survives that the process is stopped for longer", async () => {
  const file = fileURLToPath(beside("./stopped.worker", import.meta.url));
  const child = spawn(process.execPath, [...flags, file], { stdio: ["ignore", "pipe", "inherit"] });
  // Not child.kill(), which Deno does once only.
  const signal = (name: NodeJS.Signals) => process.kill(child.pid ?? Number.NaN, name);
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    output += text;
  });
  try {
    await until(() => output.includes("\n"), "the process to wait for the lock");
    signal("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    signal("SIGCONT");
    await until(() => output.split("\n").length > 2, "the process to get the lock or to give up");
    assert.equal(output, "waiting\ngot it\n");
  } finally {
    child.kill("SIGKILL");
  }
});
