/** Process groups, as tests ask about them. */

import { readdirSync, readFileSync } from "node:fs";

/**
 * True while a process of the group lives. One that has ended and waits for its parent to notice (a zombie) does not
 * count where the system tells (Linux): some containers have nobody who would ever notice.
 */
export function groupLives(group: number): boolean {
  try {
    process.kill(process.platform === "win32" ? group : -group, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return process.platform === "linux" ? membersOnLinux(group) > 0 : true;
}

/** Fields of /proc/PID/stat after the command's name in brackets: state, parent, group (proc(5)). */
function membersOnLinux(group: number): number {
  let members = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [state, , itsGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (Number(itsGroup) === group && state !== "Z" && state !== "X") members++;
    } catch {
      // It ended while we looked.
    }
  }
  return members;
}
