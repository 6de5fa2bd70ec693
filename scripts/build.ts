import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { blessedExternals, blessedPlugin } from "./blessed-plugin.ts";
import { readOptions } from "./options.ts";

/** The clone that this file lies in. */
export const repository = dirname(import.meta.dir);

/** Where the executable of this machine goes. */
export const executable = join(repository, "dist", process.platform === "win32" ? "brum.exe" : "brum");

/** What `--all` builds: the name after `dist/brum-`, and Bun's name of the target. */
const targets: readonly (readonly [string, Bun.Build.CompileTarget])[] = [
  ["linux-x64", "bun-linux-x64"],
  ["linux-arm64", "bun-linux-arm64"],
  ["linux-x64-musl", "bun-linux-x64-musl"],
  ["linux-arm64-musl", "bun-linux-arm64-musl"],
  ["darwin-x64", "bun-darwin-x64"],
  ["darwin-arm64", "bun-darwin-arm64"],
  ["windows-x64", "bun-windows-x64"],
];

/**
 * Builds one executable: the program, its workers and blessed. The file appears under `outfile` only when it is complete.
 * Throws an AggregateError with Bun's messages when the sources do not build.
 */
export async function build(outfile: string, target?: Bun.Build.CompileTarget): Promise<void> {
  // Beside its final place, under its final name: the name is written into the file.
  const folder = join(dirname(outfile), `.building-${process.pid}`);
  const unfinished = join(folder, basename(outfile));
  await mkdir(folder, { recursive: true });
  try {
    await Bun.build({
      // A worker that is not named here builds all the same and then never answers.
      entrypoints: ["main", ...["ingest", "lines", "net", "proxy", "history"].map((name) => `threads/${name}`)].map(
        (name) => join(repository, "src", `${name}.ts`),
      ),
      // All in one folder: `new URL("./ingest.ts", import.meta.url)` in any chunk then finds the worker.
      naming: { entry: "[name].[ext]", chunk: "[name]-[hash].[ext]" },
      target: "bun",
      format: "esm",
      // Measured for `--version` beside a bare hello (1.0): splitting and bytecode 1.0, bytecode alone 2.1, neither 7.4.
      splitting: true,
      bytecode: true,
      // Not minified: that gains no time, and the map lets a stack trace name the source (1.5 MB, read on errors only).
      sourcemap: "linked",
      plugins: [blessedPlugin],
      external: blessedExternals,
      define: { "process.env.BRUM_COMMIT": JSON.stringify(commit()) },
      compile: {
        outfile: unfinished,
        ...(target === undefined ? {} : { target }),
        // It runs in other people's projects, whose files are not its settings.
        autoloadDotenv: false,
        autoloadBunfig: false,
        autoloadTsconfig: false,
        autoloadPackageJson: false,
      },
    });
    await rename(unfinished, outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Path of this machine's executable, built first where it is missing or older than what goes into it. */
export async function freshExecutable(): Promise<string> {
  const sources = ["{core,src,tui}/**/*.ts", "scripts/{build,blessed-plugin}.ts", "{package.json,bun.lock}"];
  const files = sources.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: repository, absolute: true })]);
  const newest = Math.max(...files.map((file) => Bun.file(file).lastModified));
  if (!existsSync(executable) || Bun.file(executable).lastModified < newest) await build(executable);
  return executable;
}

/** The commit that is built, with `+` when files differ from it; empty outside a Git clone. */
function commit(): string {
  const git = Bun.which("git");
  if (git === null) return "";
  const ask = (...args: string[]) =>
    Bun.spawnSync([git, ...args], { cwd: repository, stderr: "ignore" })
      .stdout.toString()
      .trim();
  const head = ask("rev-parse", "--short=10", "HEAD");
  return head === "" ? "" : head + (ask("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+");
}

async function main(): Promise<void> {
  const { values } = readOptions("bun run build [--all]", { options: { all: { type: "boolean", default: false } } });
  const jobs = values.all
    ? targets.map(([name, target]) => ({ target, outfile: join(repository, "dist", `brum-${name}`) }))
    : [{ target: undefined, outfile: executable }];
  for (const { target, outfile } of jobs) {
    const path = target?.includes("windows") ? `${outfile}.exe` : outfile;
    const began = performance.now();
    await build(path, target);
    const seconds = (performance.now() - began) / 1000;
    const megabytes = Bun.file(path).size / 1e6;
    console.log(
      `${path.slice(repository.length + 1).padEnd(28)} ${manifest.version}  ${megabytes.toFixed(1)} MB  ${seconds.toFixed(1)} s`,
    );
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const reasons: unknown[] = error instanceof AggregateError ? error.errors : [error];
    for (const reason of reasons) console.error(Bun.inspect(reason, { colors: process.stderr.isTTY === true }));
    console.error("The executable was not built.");
    process.exitCode = 1;
  }
}
