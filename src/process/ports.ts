/** Who listens on a port. Linux tells it in /proc (proc(5)); elsewhere the answer is that it is not known. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process of this machine. */
interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

/** State "LISTEN" in /proc/net/tcp. */
const LISTEN = "0A";

/** Owner of a listening TCP port on this machine; `undefined` when there is none or the system does not say. */
export function portOwner(port: number): PortOwner | undefined {
  if (process.platform !== "linux") return undefined;
  const sockets = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readText(table).split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      const itsPort = Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16);
      if (state === LISTEN && itsPort === port && inode !== undefined) sockets.add(`socket:[${inode}]`);
    }
  }
  if (sockets.size === 0) return undefined;
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry) && holdsOne(entry, sockets)) {
      return { pid: Number(entry), name: readText(`/proc/${entry}/comm`).trim() };
    }
  }
  return undefined;
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
