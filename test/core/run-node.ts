/**
 * Runs the core's tests under Node: they are lowered to JavaScript (Node 20 reads neither types nor `using`) into a folder
 * of the system's temporary directory and given to `node --test`. The last lines are those of Node's own summary.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Glob } from "bun";

const OLDEST_NODE = 20;
const here = import.meta.dir;
const repository = join(here, "../..");

/** Lowers every test and every worker, in one folder tree like this one; returns the tests' paths. */
async function lower(outdir: string): Promise<string[]> {
  const files = [...new Glob("**/*.{test,worker}.ts").scanSync({ cwd: here })];
  const built = await Bun.build({
    entrypoints: files.map((file) => join(here, file)),
    root: here,
    outdir,
    target: "node",
    format: "esm",
    // The packages stay as they are: Node finds them through the link beside the tests.
    packages: "external",
    naming: "[dir]/[name].[ext]",
  });
  if (!built.success) throw new AggregateError(built.logs, "the core's tests cannot be lowered for Node");
  return files.filter((file) => file.endsWith(".test.ts")).map((file) => join(outdir, file.replace(/\.ts$/, ".js")));
}

async function main(): Promise<number> {
  const version = spawnSync("node", ["--version"], { encoding: "utf8" }).stdout ?? "";
  const major = Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
  if (major < OLDEST_NODE) {
    console.log(`skipped: the core under Node (${version.trim() || "no node"} is here, ${OLDEST_NODE} is needed)`);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "brum-node-"));
  try {
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    const tests = await lower(join(folder, "core"));
    const flags = ["--test", "--test-concurrency=1", "--test-reporter=spec"];
    const { status } = spawnSync("node", [...flags, ...tests], { cwd: folder, stdio: "inherit" });
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
