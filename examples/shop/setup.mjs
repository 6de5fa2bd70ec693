// Installs the packages of this folder when they are missing or older than package.json and package-lock.json say.
// Every script runs it first. When all is in place it prints nothing.
//
// Several scripts may start at the same moment, so one process installs and the others wait. The lock is a directory
// that holds one file named after its owner's process id. A directory is put in place by renaming it, which fails
// while another lock is there, and a dead owner is replaced by renaming that file, which only one process can do.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const modules = join(folder, "node_modules");
const stamp = join(modules, ".setup-stamp");
const lock = join(folder, ".setup.lock");
const me = String(process.pid);

const POLL_MS = 200;
const REPORT_MS = 5_000;
/** Longer than an install over a slow line takes. */
const WAIT_LIMIT_MS = 5 * 60_000;
const windows = process.platform === "win32";

/** @param {string} text */
function say(text) {
  console.log(`setup: ${text}`);
}

/** What the stamp must hold: packages with native parts differ by platform, so it is part of it. */
function wanted() {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}\n`);
  for (const name of ["package.json", "package-lock.json"]) hash.update(readFileSync(join(folder, name)));
  return hash.digest("hex");
}

/** Returns what `read` gives, or undefined when the file or directory is not there. @template T @param {() => T} read */
function ifPresent(read) {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @param {unknown} error */
function errorCode(error) {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function upToDate() {
  return ifPresent(() => readFileSync(stamp, "utf8")) === wanted();
}

/** The process id of the lock's owner, undefined when nobody has it. */
function lockOwner() {
  return ifPresent(() => readdirSync(lock)[0]);
}

/** @param {string} pid */
function isAlive(pid) {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** Takes the lock when it is free or its owner is dead. Returns whether this process has it now. */
function tryLock() {
  const owner = lockOwner();
  if (owner !== undefined) {
    if (isAlive(owner)) return false;
    const taken = ifPresent(() => {
      renameSync(join(lock, owner), join(lock, me));
      return true;
    });
    if (taken) say(`process ${owner} died while installing, taking over`);
    return taken ?? false;
  }
  const prepared = `${lock}.${me}`;
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, me), "");
  try {
    renameSync(prepared, lock);
    return true;
  } catch (error) {
    rmSync(prepared, { recursive: true });
    const code = String(errorCode(error));
    if (["ENOTEMPTY", "EEXIST", "EPERM", "EACCES"].includes(code) && lockOwner() !== undefined) return false;
    throw error;
  }
}

function unlock() {
  rmSync(join(lock, me), { force: true });
  try {
    rmdirSync(lock);
  } catch {
    // A process that waited has put its own lock here already.
  }
}

/** The command that installs exactly what package-lock.json lists: npm's where there is npm, else bun's. */
function installer() {
  if (spawnSync("npm", ["--version"], { stdio: "ignore", shell: windows }).status === 0) {
    // devDependencies even with NODE_ENV=production; none of these packages needs its install script.
    return { program: "npm", args: ["ci", "--include=dev", "--ignore-scripts", "--no-progress"], shell: windows };
  }
  const bun = process.versions["bun"] === undefined ? "bun" : process.execPath;
  return { program: bun, args: ["install", "--frozen-lockfile", "--ignore-scripts", "--no-progress"], shell: false };
}

async function install() {
  const { program, args, shell } = installer();
  const name = program === "npm" ? "npm ci" : "bun install";
  const started = performance.now();
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  say(`installing packages with ${name}`);
  rmSync(modules, { recursive: true, force: true });
  const reporting = setInterval(() => say(`still installing, ${elapsed()}`), REPORT_MS);
  try {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "inherit", "inherit"], shell });
    await new Promise((resolve, reject) => {
      child.on("error", (error) => reject(new Error(`neither npm nor bun can be started (${error.message})`)));
      child.on("exit", (code, signal) => {
        if (code === 0) resolve(undefined);
        else reject(new Error(`${name} ended with ${signal ?? `exit code ${code}`}: see its message above`));
      });
    });
  } finally {
    clearInterval(reporting);
  }
  writeFileSync(stamp, wanted());
  say(`packages are ready after ${elapsed()}`);
}

async function setup() {
  const started = performance.now();
  let reportAt = started;
  let waiting = "waiting";
  while (!upToDate()) {
    if (tryLock()) {
      try {
        if (!upToDate()) await install();
      } finally {
        unlock();
      }
      return;
    }
    const now = performance.now();
    if (now - started > WAIT_LIMIT_MS) {
      throw new Error(`waited ${WAIT_LIMIT_MS / 1000} s for another setup; if none runs, delete ${lock} and try again`);
    }
    if (now >= reportAt) {
      reportAt = now + REPORT_MS;
      say(`${waiting} for process ${lockOwner() ?? "?"}, which is installing the packages`);
      waiting = "still waiting";
    }
    await sleep(POLL_MS);
  }
}

try {
  await setup();
} catch (error) {
  console.error(`setup: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
