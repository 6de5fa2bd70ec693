/** The report on the core for people: numbers in columns, each with what it means, and what should worry. */

import { priorities } from "../../core/index.ts";
import { formatSize } from "../config/index.ts";
import { printable } from "../logs/index.ts";
import type { CoreReport, Counters } from "./report.ts";
import { busRows, busSizeRows, type Row, ringRows, topicRows } from "./rows.ts";
import { hanging, table } from "./table.ts";

/** A number that is not 0 and says something by that: where it stands in the report, and what it means. */
export interface Finding {
  /** A worry is a sign of something broken, a note one of a limit that was reached. */
  readonly weight: "worry" | "note";
  /** `log ring`, `event bus, high`, `topic log.tail`. */
  readonly where: string;
  readonly name: string;
  readonly value: number;
  readonly meaning: string;
}

/** All findings, in the order of the report. */
export function findingsOf({ ring, bus }: CoreReport): Finding[] {
  const findings = (where: string, rows: readonly Row[], counters: Counters) =>
    rows.flatMap(({ field, name, meaning, weight }) => {
      const value = counters[field] ?? 0;
      return weight === undefined || value === 0 ? [] : [{ weight, where, name, value, meaning }];
    });
  return [
    ...findings("log ring", ringRows, ring),
    ...Object.entries(bus.priorities).flatMap(([name, of]) => findings(`event bus, ${name}`, busRows, of)),
    ...Object.entries(bus.topics).flatMap(([name, of]) => findings(`topic ${name}`, topicRows, of)),
  ];
}

/** Some 50 lines of text, the last ones a verdict. `port`: of its MCP server, 0 for none. `width`: characters of a line. */
export function coreText(report: CoreReport, port: number, width: number): string {
  const { settings, ring, bus } = report;
  const { core, eventBus } = settings;
  const started = new Date(report.startedAt).toLocaleString("sv-SE");
  const topics = Object.entries(bus.topics).sort(([, a], [, b]) => (b["slowestMs"] ?? 0) - (a["slowestMs"] ?? 0));
  return [
    `Brummer ${report.version} in ${printable(report.directory)}`,
    `pid ${report.pid}, ${port === 0 ? "no MCP server" : `port ${port}`}, ${plural(core.ingestThreads, "ingest thread")}, since ${started}`,
    "",
    hanging("Log ring: ", kept(core), width),
    ...columns(ringRows, [["", ring]], width),
    "",
    hanging("Event bus: ", shareOut(eventBus.workers), width),
    ...columns([...busSizeRows, ...busRows], busColumns(report), width),
    "",
    "Topics of the event bus, sorted by their longest handler run",
    ...table([
      ["", "", "priority", ...topicRows.map((row) => row.name)],
      ...topics.map(([name, counters]) => [
        topicRows.some((row) => isWorry(row, counters)) ? "!" : "",
        name,
        eventBus.priorities[name] ?? "fixed",
        ...topicRows.map((row) => shown(row, counters)),
      ]),
    ]),
    ...topicRows.map((row) => hanging(`    ${row.name.padEnd(9)}  `, meaning(row), width)),
    "",
    ...verdict(findingsOf(report), width),
    "",
  ].join("\n");
}

function kept(core: CoreReport["settings"]["core"]): string {
  const amount = (bytes: number, slots: number) => `${formatSize(bytes)}, ${number(slots)} lines`;
  return `keeps ${amount(core.ringBytes, core.ringSlots)}; of errors ${amount(core.errorRingBytes, core.errorRingSlots)}`;
}

function shareOut(workers: number): string {
  return `${plural(workers, "worker")}, shared out over the threads that subscribe (at least 1 each)`;
}

/** For each priority what it may hold, and what it has counted. */
function busColumns({ settings, bus }: CoreReport): [string, Counters][] {
  const { rings, queue } = settings.eventBus;
  return priorities.map((name) => [name, { ...rings[name], queue, ...bus.priorities[name] }]);
}

function verdict(findings: readonly Finding[], width: number): string[] {
  const list = (weight: Finding["weight"], mark: string) =>
    findings
      .filter((finding) => finding.weight === weight)
      .map(({ where, name, value, meaning }) =>
        hanging(`  ${mark} `, `${where}: ${name} ${number(value)} (${meaning})`, width),
      );
  const [worries, notes] = [list("worry", "!"), list("note", " ")];
  return [
    ...(worries.length === 0 ? ["Nothing here should worry you."] : ["What should worry you:", ...worries]),
    ...(notes.length === 0 ? [] : ["Worth knowing:", ...notes]),
  ];
}

/** For each row a mark, its name, its value in each of the columns, what it means. */
function columns(rows: readonly Row[], of: readonly (readonly [string, Counters])[], width: number): string[] {
  const heads = of.some(([name]) => name !== "") ? [["", "", ...of.map(([name]) => name)]] : [];
  const lines = rows.map((row) => [
    of.some(([, counters]) => isWorry(row, counters)) ? "!" : "",
    row.name,
    ...of.map(([, counters]) => shown(row, counters)),
  ]);
  return table([...heads, ...lines]).map((line, index) => {
    const row = rows[index - heads.length];
    return row === undefined ? line : hanging(`${line}  `, meaning(row), width);
  });
}

function meaning(row: Row): string {
  return row.weight === "worry" ? `${row.meaning}; should be 0` : row.meaning;
}

function isWorry(row: Row, counters: Counters): boolean {
  return row.weight === "worry" && countOf(counters, row) > 0;
}

function countOf(counters: Counters, row: Row): number {
  return counters[row.field] ?? 0;
}

function shown(row: Row, counters: Counters): string {
  const value = countOf(counters, row);
  if (row.unit === "bytes") return formatSize(value);
  return row.unit === "ms" ? `${value.toFixed(1)} ms` : number(value);
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function plural(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}
