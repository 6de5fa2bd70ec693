/**
 * Runs the tests of the core under Deno and checks that they ran every line and every branch of `core/`. It is Deno because
 * that counts worker threads and branches; Bun does neither.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Glob } from "bun";
import { repository } from "./build.ts";
import { type FileCoverage, readLcov } from "./lcov.ts";

const deno = join(repository, "node_modules", ".bin", "deno");

/** What the tests ran of `core/`; its raw counts lie in `folder` for as long as it takes. */
function measure(folder: string): FileCoverage[] {
  const counts = join(folder, "counts");
  // As it comes: who runs this counts the tests by it.
  console.log(
    run("test", "-A", "--no-check", "--no-lock", `--coverage=${counts}`, "--coverage-raw-data-only", "test/core"),
  );
  removeTornCounts(counts);
  const file = join(folder, "core.lcov");
  run("coverage", counts, "--lcov", `--output=${file}`, "--include=/core/");
  return readLcov(readFileSync(file, "utf8"))
    .map((one) => ({ ...one, file: relative(repository, one.file) }))
    .filter((one) => one.file.startsWith("core/"));
}

/** A thread that was ended from outside, as some tests do on purpose, may leave a file behind that is not complete. */
function removeTornCounts(counts: string): void {
  for (const name of readdirSync(counts).filter((one) => one.endsWith(".json"))) {
    try {
      JSON.parse(readFileSync(join(counts, name), "utf8"));
    } catch {
      rmSync(join(counts, name));
    }
  }
}

function run(...args: string[]): string {
  const env = { ...process.env, NO_COLOR: "1", BRUM_COVERAGE: "1" };
  const { success, exitCode, stdout, stderr } = Bun.spawnSync([deno, ...args], { cwd: repository, env });
  if (!success) throw new Error(`deno ${args[0]} ended with ${exitCode}:\n${stdout}\n${stderr}`);
  return stdout.toString();
}

/** Files that no test has loaded: none of their lines ran. Those that only hold types have nothing to run. */
function neverLoaded(files: readonly FileCoverage[]): string[] {
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const seen = new Set(files.map((one) => one.file));
  return [...new Glob("core/**/*.ts").scanSync({ cwd: repository })].filter(
    (file) => !seen.has(file) && transpiler.transformSync(readFileSync(join(repository, file), "utf8")).trim() !== "",
  );
}

/**
 * Not to be reached: what stands for an entry of an array that is not there. The compiler demands it of every index
 * (`noUncheckedIndexedAccess`), also of those that cannot be outside.
 */
const fallback = /\] \?\? |\]\?\./;

/** Branches never taken, without fallbacks. */
function missedBranches({ file, missedBranches: missed }: FileCoverage): number[] {
  const lines = readFileSync(join(repository, file), "utf8").split("\n");
  return missed.filter((line) => !fallback.test(lines[line - 1] ?? ""));
}

function check(files: readonly FileCoverage[]): number {
  const problems = files.flatMap((one) => [
    ...one.missedLines.map((line) => `${one.file}:${line} never ran`),
    ...missedBranches(one).map((line) => `${one.file}:${line} has a branch that was never taken`),
  ]);
  problems.push(...neverLoaded(files).map((file) => `${file} was never loaded`));
  const total = (count: (one: FileCoverage) => number) => files.reduce((sum, one) => sum + count(one), 0);
  const lines = total((one) => one.lines);
  const branches = total((one) => one.branches);
  for (const problem of problems.sort()) console.log(problem);
  console.log(
    `core/: ${lines - total((one) => one.missedLines.length)} of ${lines} lines, ` +
      `${branches - total((one) => missedBranches(one).length)} of ${branches} branches (with fallbacks for absent entries) in ${files.length} files`,
  );
  return problems.length === 0 && lines > 0 ? 0 : 1;
}

const folder = mkdtempSync(join(tmpdir(), "brum-coverage-"));
try {
  process.exitCode = check(measure(folder));
} catch (error) {
  console.error(`coverage: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
