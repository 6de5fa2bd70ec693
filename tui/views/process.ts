/** All that is known of the selected process, in place of its log. */

import type { ProcessSnapshot, ProcessUsage } from "../../src/process/index.ts";
import { type Entry, type Model, usageOf } from "../model.ts";
import { clean } from "../text/clean.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { words } from "../text/words.ts";
import { bytes, clock, lasting } from "./format.ts";
import { signOf } from "./signs.ts";
import { themeOf } from "./theme.ts";

/** Columns of the names of values. */
const NAME_COLUMNS = 13;

export function processView(model: Model, entry: Entry | undefined, width: number): Line[] {
  if (entry === undefined) return [];
  const theme = themeOf(model.colors);
  const lines: Line[] = [];
  const row = (name: string, text: string | null | undefined, style: Style = theme.plain) => {
    if (text === null || text === undefined || text === "") return;
    for (const [index, part] of words(clean(text, 0, model.unicode), Math.max(1, width - NAME_COLUMNS - 2)).entries())
      lines.push([span(` ${(index === 0 ? name : "").padEnd(NAME_COLUMNS)}`, theme.dim), span(part, style)]);
  };
  const process = entry.process;
  lines.push([span(" "), signOf(entry, model), span(` ${clean(entry.name, 0, model.unicode)}`, theme.title)], []);
  row("command", entry.command);
  if (process === null) {
    row("state", "has not run");
    return lines;
  }
  row("state", stateText(process, model.now), process.status === "failed" ? theme.error : theme.plain);
  row("note", process.error ?? process.note, theme.warn);
  row("ready", readyText(process));
  row("address", process.url, theme.accent);
  const usage = usageOf(model, entry);
  row("ports", usage?.ports.map((port) => `:${port}`).join(" "));
  row("processor", usage?.cpu == null ? "" : `${usage.cpu.toFixed(1)} %`);
  row("memory", usage === undefined || usage.memory === 0 ? "" : memoryText(usage));
  row("process id", process.pid === null ? "" : String(process.pid));
  row("left behind", process.leftover.join(", "), theme.warn);
  row("restarts", process.restarts === 0 ? "" : String(process.restarts));
  relations(model, process, row);
  row("directory", process.launch.cwd);
  row("groups", process.launch.groups?.join(", "));
  row("terminal", process.launch.tty === true ? "its own: i types into it" : "");
  row("overflow", process.launch.overflow === "block" ? "waits until its lines are kept" : "");
  return lines;
}

/** What it depends on, in the order in which that is started, and what depends on it. */
function relations(model: Model, { launch, waitingFor }: ProcessSnapshot, row: (name: string, text: string) => void) {
  const stateOf = (name: string) =>
    model.entries.find((entry) => entry.name === name)?.process?.status ?? "not started";
  const needs = (launch.dependsOn ?? []).map(({ name, until }) => `${name} ${until} (${stateOf(name)})`);
  row("waits for", waitingFor.join(", "));
  row("depends on", needs.join(", "));
  const users = model.entries.filter(({ process }) =>
    process?.launch.dependsOn?.some(({ name }) => name === launch.name),
  );
  row("needed by", users.map(({ name }) => name).join(", "));
}

function stateText(process: ProcessSnapshot, now: number): string {
  const { status, exitCode, signal, startedAt, endedAt } = process;
  const since = endedAt ?? startedAt;
  const how = signal ?? (exitCode === null ? "" : `exit code ${exitCode}`);
  const dated = `for ${lasting(now - since)}, since ${clock(since)}`;
  return how === "" ? `${status} ${dated}` : `${status}, ${how}, ${dated}`;
}

function readyText({ readyAt, startedAt, status, launch }: ProcessSnapshot): string {
  if (readyAt !== null) return `after ${((readyAt - startedAt) / 1000).toFixed(1)} s, at ${clock(readyAt)}`;
  return launch.ready === undefined
    ? ""
    : `${status === "starting" ? "not yet" : "no"} (asked: ${launch.ready.probe.kind})`;
}

function memoryText({ memory, processes }: ProcessUsage): string {
  const size = bytes(memory).replace(/(?=[kMGT]?$)/, " ");
  return `${size}B${processes === 1 ? "" : ` in ${processes} processes`}`;
}
