/**
 * What figures are set beside: packages and programs of others. They are no part of the product; a benchmark that asks for
 * one installs it into a cache of its own (`brummer-bench` in XDG_CACHE_HOME, or in ~/.cache). Where that fails the row
 * goes without its baseline, and the reason is said.
 */

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { progress } from "./rounds.ts";

/** Milliseconds for one installation. */
const INSTALL_MS = 90_000;

const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "brummer-bench");

/** The value of `use`, or undefined (and a line that says why) where the baseline cannot be had. */
export async function baseline<T>(name: string, use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch (error) {
    progress(`${name}: skipped, ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** A module of an npm package in just this version, by default its main one; throws with the reason where it cannot be installed. */
export async function npmPackage(name: string, version: string, module: string = name): Promise<string> {
  const folder = await installed(`${name.replaceAll("/", "-")}@${version}`, async (target) => {
    writeFileSync(join(target, "package.json"), "{}\n");
    await run([process.execPath, "add", "--exact", "--ignore-scripts", `${name}@${version}`], target);
  });
  return Bun.resolveSync(module, folder);
}

/** A program of a Debian package, taken out of it without being installed; throws as {@link npmPackage}. */
export async function debianProgram(name: string, path: string): Promise<string> {
  if (Bun.which("apt-get") === null || Bun.which("dpkg-deb") === null) throw new Error("this system has no apt-get");
  const folder = await installed(`debian-${name}`, async (target) => {
    await run(["apt-get", "download", name], target);
    const [archive = ""] = [...new Bun.Glob("*.deb").scanSync(target)];
    await run(["dpkg-deb", "-x", archive, "."], target);
  });
  return join(folder, path);
}

/** The folder into which these Debian packages were taken apart: programs with the libraries that they need. Throws as {@link npmPackage}. */
export async function debianFolder(name: string, libraries: readonly string[]): Promise<string> {
  if (Bun.which("apt-get") === null || Bun.which("dpkg-deb") === null) throw new Error("this system has no apt-get");
  return installed(`debian-${[name, ...libraries].join("+")}`, async (target) => {
    await run(["apt-get", "download", name, ...libraries], target);
    for (const archive of new Bun.Glob("*.deb").scanSync(target)) await run(["dpkg-deb", "-x", archive, "."], target);
  });
}

/** The program of ripgrep: that of the system, or that of an npm package. Throws as {@link npmPackage}. */
export async function ripgrep(): Promise<string> {
  const own = Bun.which("rg");
  if (own !== null) return own;
  // Checked border: the pinned version of the package says where its program is.
  const { rgPath } = (await import(await npmPackage("@vscode/ripgrep", "1.18.0"))) as { rgPath: string };
  return rgPath;
}

/** The folder `name` of the cache, filled by `fill` first where it is not there. It appears only when it is complete. */
async function installed(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  progress(`${name}: installing into the cache of the benchmarks ...`);
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unfinished-"));
  try {
    await fill(unfinished);
    renameSync(unfinished, folder);
  } catch (error) {
    // Another run may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function run(command: string[], cwd: string): Promise<void> {
  const child = Bun.spawn(command, { cwd, stdin: "ignore", stdout: "ignore", stderr: "pipe", timeout: INSTALL_MS });
  const [status, output] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  if (status === 0) return;
  const said = output.trim().split("\n").at(-1) ?? "";
  const reason = child.signalCode === null ? said : `it took more than ${INSTALL_MS / 1000} s`;
  throw new Error(`could not be installed: ${reason || `${command[0]} ended with ${status}`}`);
}
