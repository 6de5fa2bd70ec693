/** Who listens on the TCP ports of this machine, with what is needed to say whose it is. */

import { execFile } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";

/** A listening process. */
export interface Listener {
  readonly port: number;
  /** Undefined: the system does not tell it (another user's process). */
  readonly pid: number | undefined;
  /** Its command line, or its short name where that is not told. */
  readonly command: string;
  /** Name of the Brummer process that it or an ancestor of it was started as, by its environment (Linux). */
  readonly brumProcess: string | undefined;
}

/** State "LISTEN" in /proc/net/tcp (proc(5)). */
const LISTEN = "0A";
/** Milliseconds that lsof may take. */
const LSOF_MS = 10_000;
/** Bytes that it may print: a hundred for each of many thousand listeners. */
const LSOF_BYTES = 4 << 20;

/** All, sorted by port; undefined where this system does not tell (Windows, or lsof is not installed). */
export async function listeners(): Promise<Listener[] | undefined> {
  if (process.platform === "win32") return undefined;
  const found = process.platform === "linux" ? onLinux() : await byLsof();
  return found?.sort((a, b) => a.port - b.port);
}

function onLinux(): Listener[] {
  const portOf = new Map<string, number>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readText(table).split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16);
      if (state === LISTEN && inode !== undefined) portOf.set(`socket:[${inode}]`, port);
    }
  }
  const found = new Map<string, Listener>();
  const open = new Set(portOf.values());
  for (const entry of portOf.size === 0 ? [] : readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    for (const socket of socketsOf(entry)) {
      const port = portOf.get(socket);
      if (port === undefined) continue;
      open.delete(port);
      const command = readText(`/proc/${entry}/cmdline`).replaceAll("\0", " ").trim();
      found.set(`${port}/${entry}`, {
        port,
        pid: Number(entry),
        command: command || readText(`/proc/${entry}/comm`).trim(),
        brumProcess: variable(entry, "BRUM_PROCESS"),
      });
    }
  }
  const unknown = [...open].map((port) => ({ port, pid: undefined, command: "", brumProcess: undefined }));
  return [...found.values(), ...unknown];
}

/** With -F each line is a field: p process id, c command, n address. */
async function byLsof(): Promise<Listener[] | undefined> {
  let text: string;
  try {
    const options = { encoding: "utf8", timeout: LSOF_MS, maxBuffer: LSOF_BYTES } as const;
    text = (await promisify(execFile)("lsof", ["-nP", "-iTCP", "-sTCP:LISTEN", "-Fpcn"], options)).stdout;
  } catch (error) {
    // It ends with 1 when it finds nothing.
    return error instanceof Error && "code" in error && error.code === 1 ? [] : undefined;
  }
  const found = new Map<string, Listener>();
  let pid: number | undefined;
  let command = "";
  for (const line of text.split("\n")) {
    const value = line.slice(1);
    if (line.startsWith("p")) pid = Number(value);
    else if (line.startsWith("c")) command = value;
    else if (line.startsWith("n")) {
      const port = Number(value.slice(value.lastIndexOf(":") + 1));
      if (Number.isInteger(port)) found.set(`${port}/${pid}`, { port, pid, command, brumProcess: undefined });
    }
  }
  return [...found.values()];
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function variable(pid: string, name: string): string | undefined {
  const entry = readText(`/proc/${pid}/environ`)
    .split("\0")
    .find((one) => one.startsWith(`${name}=`));
  return entry?.slice(name.length + 1);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
