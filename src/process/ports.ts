/** Who listens on a port. Linux tells it in /proc (proc(5)); elsewhere the answer is that it is not known. */

import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process of this machine. */
interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

/** State "LISTEN" in /proc/net/tcp. */
const LISTEN = "0A";

/** A listening socket as the kernel's tables show it. */
interface Listener {
  readonly port: number;
  /** How it stands in /proc/PID/fd. */
  readonly socket: string;
}

function listeners(): Listener[] {
  const found: Listener[] = [];
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readText(table).split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state !== LISTEN || inode === undefined) continue;
      found.push({ port: Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16), socket: `socket:[${inode}]` });
    }
  }
  return found;
}

/** Owner of a listening TCP port on this machine; `undefined` when there is none or the system does not say. */
export function portOwner(port: number): PortOwner | undefined {
  if (process.platform !== "linux") return undefined;
  const sockets = new Set(listeners().flatMap((one) => (one.port === port ? [one.socket] : [])));
  if (sockets.size === 0) return undefined;
  for (const entry of readdirSync("/proc")) {
    if (/^\d+$/.test(entry) && socketsOf(entry).some((socket) => sockets.has(socket))) {
      return { pid: Number(entry), name: readText(`/proc/${entry}/comm`).trim() };
    }
  }
  return undefined;
}

/** The TCP ports that each of these processes listens on; nothing for those that do not, or where the system does not say. */
export function listeningPorts(pids: readonly number[]): Map<number, number[]> {
  const ports = new Map<number, number[]>();
  if (process.platform !== "linux" || pids.length === 0) return ports;
  const portOf = new Map(listeners().map(({ socket, port }) => [socket, port]));
  if (portOf.size === 0) return ports;
  for (const pid of pids) {
    const own = socketsOf(String(pid)).flatMap((socket) => portOf.get(socket) ?? []);
    if (own.length > 0) ports.set(pid, [...new Set(own)]);
  }
  return ports;
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

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
