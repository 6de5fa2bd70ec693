/** State of a process as a sign and a colour, and in words. */

import type { ProcessStatus } from "../../src/process/index.ts";
import { type Entry, type Model, usageOf } from "../model.ts";
import { type Span, type Style, span } from "../text/style.ts";
import { age, bytes } from "./format.ts";
import { themeOf } from "./theme.ts";

interface Sign {
  readonly unicode: string;
  readonly ascii: string;
  readonly style: "good" | "accent" | "dim" | "error";
}

const signs: Readonly<Record<ProcessStatus, Sign>> = {
  pending: { unicode: "◌", ascii: ".", style: "accent" },
  waiting: { unicode: "◌", ascii: ".", style: "dim" },
  starting: { unicode: "◐", ascii: "~", style: "accent" },
  ready: { unicode: "●", ascii: "*", style: "good" },
  running: { unicode: "●", ascii: "*", style: "good" },
  stopping: { unicode: "◑", ascii: "-", style: "accent" },
  restarting: { unicode: "↻", ascii: "r", style: "accent" },
  stopped: { unicode: "○", ascii: "o", style: "dim" },
  failed: { unicode: "✖", ascii: "x", style: "error" },
  success: { unicode: "✔", ascii: "v", style: "good" },
};

export function signOf(entry: Entry, model: Model): Span {
  const sign = signs[entry.process?.status ?? "stopped"];
  const style: Style = themeOf(model.colors)[sign.style];
  return span(model.unicode ? sign.unicode : sign.ascii, style);
}

/** The right-hand side of a list row: port and memory, or how it ended. At most 11 columns. */
export function infoOf(model: Model, entry: Entry): string {
  const { now } = model;
  const process = entry.process;
  if (process === null) return "";
  switch (process.status) {
    case "waiting":
      return "waits";
    case "pending":
    case "starting":
      return "starting";
    case "ready":
    case "running":
      return runningInfo(model, entry, age(now - process.startedAt));
    case "stopping":
      return "stopping";
    case "restarting":
      return "restarts";
    case "stopped":
      return "stopped";
    case "success":
      return process.endedAt === null ? "done" : `${age(now - process.endedAt)} ago`;
    case "failed":
      if (process.error !== null) return "no start";
      return process.signal !== null ? process.signal : `exit ${process.exitCode ?? "?"}`;
  }
}

/** Its first port and its memory, each in columns of its own; how long it runs, where neither is known. */
function runningInfo(model: Model, entry: Entry, since: string): string {
  const usage = usageOf(model, entry);
  if (usage === undefined || (usage.memory === 0 && usage.ports.length === 0)) return since;
  const [port] = usage.ports;
  const memory = usage.memory === 0 ? "" : bytes(usage.memory);
  return `${(port === undefined ? "" : `:${port}`).padStart(6)}${memory.padStart(5)}`;
}
