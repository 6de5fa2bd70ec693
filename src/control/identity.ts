/** Whether a process is still the one that wrote its number down: numbers come again, and after a restart of the machine all do. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Milliseconds that `ps` may take. */
const PS_MS = 2000;
/** Field of /proc/PID/stat behind the command's name in brackets (proc(5)): when it started, in ticks since the boot. */
const STARTED = 19;

/**
 * When a process started, as this system tells it: to be compared with another answer, nothing else. Undefined when there is
 * no such process or the system does not say (Windows).
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return undefined;
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8)}-${fields[STARTED]}`;
    }
    if (process.platform === "win32") return undefined;
    const told = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      timeout: PS_MS,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C" },
    });
    return told.toString("latin1").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** What is known of it: `unknown` where there is a process of that number, and nothing says whether it is the same one. */
export function lifeOf(pid: number, start: string | undefined): "alive" | "dead" | "unknown" {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: another user's. It may be what it was.
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    return isGone ? "dead" : "unknown";
  }
  if (start === undefined) return "unknown";
  const now = processStart(pid);
  // It is there and tells no start: it has ended and waits for its parent, or the system failed to tell.
  if (now === undefined) return process.platform === "linux" ? "dead" : "unknown";
  return now === start ? "alive" : "dead";
}
