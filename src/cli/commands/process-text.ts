/** Processes for people and for programs. */

import type { ProcessInfo } from "../../control/index.ts";
import { isAlive } from "../../process/index.ts";
import { type Cell, duration, size, type TableOptions, table } from "../text.ts";

/** A process as `--json` prints it: times as RFC 3339, in UTC. These fields stay as they are; new ones may come. */
export function jsonProcess(process: ProcessInfo): object {
  const { startedAt, readyAt, endedAt, restartAt, ...rest } = process;
  return {
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    readyAt: isoOrNull(readyAt),
    endedAt: isoOrNull(endedAt),
    restartAt: isoOrNull(restartAt),
  };
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}

/** SGR colours of statuses; the others have none. */
const statusColours: Readonly<Partial<Record<ProcessInfo["status"], string>>> = {
  running: "32",
  ready: "32",
  failed: "31",
  waiting: "33",
  starting: "33",
  restarting: "33",
  stopping: "33",
  stopped: "2",
  success: "2",
};

/** A line for each process below a line of headings. Columns that would be empty are left out. */
export function processTable(
  processes: readonly ProcessInfo[],
  now: number,
  options: Omit<TableOptions, "right">,
): string[] {
  const columns = [
    { head: "NAME", cell: ({ name }: ProcessInfo): Cell => ({ text: name }) },
    { head: "STATUS", cell: statusCell },
    { head: "PID", right: true, cell: ({ pid }: ProcessInfo): Cell => ({ text: pid === null ? "" : String(pid) }) },
    { head: "TIME", cell: (one: ProcessInfo): Cell => ({ text: timeText(one, now) }) },
    {
      head: "CPU",
      right: true,
      cell: ({ cpu }: ProcessInfo): Cell => ({ text: cpu === null ? "" : `${cpu.toFixed(0)}%` }),
    },
    { head: "MEM", right: true, cell: ({ memory }: ProcessInfo): Cell => ({ text: memory ? size(memory) : "" }) },
    { head: "PORTS", cell: ({ ports }: ProcessInfo): Cell => ({ text: ports.join(",") }) },
    {
      head: "RESTARTS",
      right: true,
      cell: ({ restarts }: ProcessInfo): Cell => ({ text: restarts > 0 ? String(restarts) : "" }),
    },
    { head: "COMMAND", cell: (one: ProcessInfo): Cell => ({ text: detail(one) }) },
  ];
  const shown = columns.filter(({ cell }) => processes.some((one) => cell(one).text !== ""));
  return table([shown.map(({ head }) => head), ...processes.map((one) => shown.map(({ cell }) => cell(one)))], {
    ...options,
    right: shown.flatMap((column, index) => (column.right === true ? [index] : [])),
  });
}

function statusCell({ status, exitCode, signal }: ProcessInfo): Cell {
  const how = signal ?? (exitCode === null ? "" : `exit ${exitCode}`);
  const colour = statusColours[status];
  return { text: status === "failed" && how !== "" ? `failed (${how})` : status, ...(colour ? { colour } : {}) };
}

function timeText({ status, startedAt, endedAt }: ProcessInfo, now: number): string {
  if (isAlive(status)) return duration(now - startedAt);
  return endedAt === null ? "" : `${duration(now - endedAt)} ago`;
}

/** What is run, or what a person should know before that. */
function detail({ command, error, note, waitingFor, leftover }: ProcessInfo): string {
  if (error !== null) return error;
  if (waitingFor.length > 0) return `waits for ${waitingFor.join(", ")}: ${command}`;
  if (leftover.length > 0) return `left behind: pid ${leftover.join(", ")}: ${command}`;
  return note === null ? command : `${note}: ${command}`;
}

/** `web stopped (signal SIGTERM)`. */
export function endText({ name, status, exitCode, signal, pid }: ProcessInfo): string {
  if (isAlive(status)) return `${name} is ${status}${pid === null ? "" : ` (pid ${pid})`}`;
  const how = signal !== null ? `signal ${signal}` : exitCode === null ? "it had not begun" : `exit code ${exitCode}`;
  return `${name} ${status === "success" ? "ended" : status} (${how})`;
}
