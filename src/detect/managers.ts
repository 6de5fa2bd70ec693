/** Which package manager runs the scripts and why, and which ones there are: for a person who wonders. */

import { execFile } from "node:child_process";
import { Folder } from "./files/folder.ts";
import { Reading } from "./files/reading.ts";
import { readPackageJson } from "./package-json.ts";
import { packageManagers, wantedPackageManager } from "./package-manager.ts";
import { findProgram } from "./programs.ts";
import type { PackageManager } from "./types.ts";

/** Milliseconds that a package manager may take to tell its version: they are slow to start on a busy machine. */
const VERSION_MS = 5_000;
/** Bytes that it may say: a version is one line. */
const VERSION_BYTES = 64 * 1024;

/** One that can be asked for. */
export interface InstalledManager {
  readonly name: PackageManager;
  /** Null: it is not on PATH. */
  readonly path: string | null;
  /** Null: it did not tell. */
  readonly version: string | null;
}

export interface ManagersReport {
  /** What runs the scripts. */
  readonly used: PackageManager;
  /** What says so: `pnpm-lock.yaml`, `"packageManager" in package.json`, `the default`. */
  readonly because: string;
  /** All that Brummer knows. */
  readonly managers: readonly InstalledManager[];
}

/**
 * Looks at the project in `directory` (absolute) and asks every package manager on PATH for its version, all at the same time.
 * Never rejects.
 */
export async function reportManagers(directory: string, preferred?: PackageManager): Promise<ManagersReport> {
  const folder = new Folder(directory, new Reading());
  const wanted = wantedPackageManager(folder, readPackageJson(folder), preferred);
  const managers = await Promise.all(packageManagers.map((name) => ask(name, directory)));
  const present = managers.filter(({ path }) => path !== null).map(({ name }) => name);
  const [other] = present;
  if (other === undefined || present.includes(wanted.manager)) {
    return { used: wanted.manager, because: wanted.because, managers };
  }
  return { used: other, because: `${wanted.manager} (${wanted.because}) is not on PATH`, managers };
}

async function ask(name: PackageManager, directory: string): Promise<InstalledManager> {
  const path = findProgram(name, directory) ?? null;
  return { name, path, version: path === null ? null : await versionOf(path, directory) };
}

function versionOf(path: string, cwd: string): Promise<string | null> {
  // Corepack's stand-ins would download the package manager only to ask it.
  const env = { ...process.env, COREPACK_ENABLE_NETWORK: "0", COREPACK_ENABLE_DOWNLOAD_PROMPT: "0" };
  return new Promise((resolve) => {
    try {
      const child = execFile(
        path,
        ["--version"],
        { cwd, env, timeout: VERSION_MS, maxBuffer: VERSION_BYTES, windowsHide: true },
        (error, told) => resolve(error === null ? (/\d+\.\d+[^\s]*/.exec(told)?.[0] ?? null) : null),
      );
      child.stdin?.end();
    } catch {
      // Windows runs no .cmd file without a shell.
      resolve(null);
    }
  });
}
