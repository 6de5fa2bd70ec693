/** How a process stands, without a look at it: what its check, its output and its use of the machine tell. Pure. */

import * as z from "zod";
import { isAlive, type ProcessSnapshot, type ProcessUsage } from "../../process/index.ts";
import { duration } from "../format.ts";
import type { Told } from "./told.ts";

/** As an answer has it; what is not known, or does not apply, is missing. */
export const standing = z.object({
  name: z.string(),
  processId: z.string().optional(),
  status: z.string(),
  ready: z.boolean().optional(),
  url: z.string().optional(),
  pid: z.int().optional(),
  uptime: z.string().optional(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  note: z.string().optional(),
  restarts: z.int().optional(),
  ports: z.array(z.int()).optional(),
  memoryMb: z.int().optional(),
  command: z.string(),
});
export type Standing = z.output<typeof standing>;

const MEGABYTE = 1_000_000;

/** `usage`: undefined where it is not known. */
export function standingOf(
  process: ProcessSnapshot,
  told: Told,
  usage: ProcessUsage | undefined,
  now: number,
): Standing {
  const { name, id, status, pid, startedAt, endedAt, exitCode, signal, launch, restarts, waitingFor } = process;
  const isLiving = isAlive(status);
  const used = isLiving ? usage : undefined;
  const url = isLiving ? urlOf(process, told, used) : null;
  const ready = isLiving ? readyOf(process, told) : undefined;
  const note = process.error ?? process.note ?? (waitingFor.length > 0 ? `waits for ${waitingFor.join(", ")}` : null);
  return {
    name,
    processId: id,
    status,
    ...(ready === undefined ? {} : { ready }),
    ...(url === null ? {} : { url }),
    ...(pid === null ? {} : { pid }),
    uptime: duration((endedAt ?? now) - startedAt),
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
    ...(note === null ? {} : { note }),
    ...(restarts === 0 ? {} : { restarts }),
    ...(used === undefined || used.ports.length === 0 ? {} : { ports: [...used.ports] }),
    ...(used === undefined || used.memory === 0 ? {} : { memoryMb: Math.max(1, Math.round(used.memory / MEGABYTE)) }),
    command: launch.command,
  };
}

/** `web: running, ready at http://localhost:5173, 3m 12s, pid 4711 (vite)` */
export function standingText(one: Standing): string {
  const parts = [
    one.status,
    readyText(one),
    one.uptime,
    one.pid === undefined ? undefined : `pid ${one.pid}`,
    one.exitCode === undefined ? undefined : `exit code ${one.exitCode}`,
    one.signal,
    one.restarts === undefined ? undefined : `${one.restarts} ${one.restarts === 1 ? "restart" : "restarts"}`,
    one.ports === undefined ? undefined : `${one.ports.length === 1 ? "port" : "ports"} ${one.ports.join(", ")}`,
    one.memoryMb === undefined ? undefined : `${one.memoryMb} MB`,
    one.note,
    one.processId,
  ];
  return `${one.name}: ${parts.filter((part) => part !== undefined).join(", ")} (${one.command})`;
}

function readyText({ ready, url }: Standing): string | undefined {
  if (url === undefined) return ready === true ? "ready" : undefined;
  return ready === true ? `ready at ${url}` : url;
}

/** Undefined: it has no check, and has said nothing. */
function readyOf({ status, launch }: ProcessSnapshot, told: Told): boolean | undefined {
  if (status === "ready") return true;
  if (launch.ready !== undefined) return false;
  return status === "running" && told.ready !== undefined ? true : undefined;
}

/** Of several addresses that it has printed the one of a port that it listens on. */
function urlOf({ url }: ProcessSnapshot, told: Told, usage: ProcessUsage | undefined): string | null {
  if (url !== null) return url;
  if (told.readyUrl !== null) return told.readyUrl;
  const ports = usage?.ports ?? [];
  const own = told.services.find((service) => ports.some((port) => new URL(service.url).port === String(port)));
  return own?.url ?? told.services[0]?.url ?? null;
}
