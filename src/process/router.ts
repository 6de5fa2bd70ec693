/**
 * One view of the processes of several tables, each in an ingest thread of its own; and what concerns more than one of them:
 * who waits for whom, and in which order they end. Lives in the first of these threads.
 */

import { minBy, sortBy } from "es-toolkit";
import { dependencyText, verdictOn } from "./dependencies.ts";
import type { Dependency, Launch } from "./launch.ts";
import { unknownProcess } from "./messages.ts";
import type { lineWaits } from "./ready/index.ts";
import type { TableClient } from "./table.ts";
import {
  isAlive,
  type ProcessClient,
  type ProcessSnapshot,
  type ProcessUsage,
  type StartResult,
  type TerminalOutput,
  type TerminalSize,
} from "./types.ts";
import { Watchers, type WatcherTools } from "./watchers.ts";

/** Names that are kept, running or not: far more than a project has; a start beyond it is refused with a message. */
const MAX_PROCESSES = 500;
/** Characters of a launch: an event about it must fit into the bus. */
const MAX_LAUNCH = 16_000;

type AwaitLine = ReturnType<typeof lineWaits>;

/** What it needs of its thread. */
export interface RouterTools extends Pick<WatcherTools, "say"> {
  /** Waits for a line of another process; what it returns ends the wait. */
  readonly awaitLine: AwaitLine;
}

/** A line of another process that one waits for. */
interface AwaitedLine {
  seen: boolean;
  /** Why it can never be seen. */
  error: string | null;
  end: () => void;
}

/** Where a name belongs, for ever: its source number and its log are there. */
interface Place {
  readonly table: number;
  /** Of its newest run; undefined before the first. */
  process: ProcessSnapshot | undefined;
  /** What its newest launch waits for, while it does. */
  waits: readonly Dependency[];
  /** Lines that have been seen, and what looks for the others; by the name of the process that prints them. */
  readonly lines: Map<Dependency, AwaitedLine>;
}

/**
 * Sends each request to the table that has the name. A new name goes to the table with the fewest living processes. It is
 * the only one that decides, so a name is never in two tables.
 */
export class ProcessRouter implements ProcessClient {
  readonly #tables: readonly TableClient[];
  readonly #awaitLine: AwaitLine;
  readonly #watchers: Watchers;
  /** By name, in the order of their first start. */
  readonly #places = new Map<string, Place>();

  constructor(tables: readonly TableClient[], { awaitLine, say }: RouterTools) {
    this.#tables = tables;
    this.#awaitLine = awaitLine;
    this.#watchers = new Watchers({
      restart: (name) => this.restart(name),
      dependentsOf: (name) => this.dependentsOf(name),
      say,
    });
  }

  /** A process has changed, in whatever table: those that wait for it may go on. */
  note(process: ProcessSnapshot): void {
    const place = this.#places.get(process.name);
    if (place === undefined) return;
    place.process = process;
    this.#watchers.note(process);
    if (process.status !== "waiting") this.#endWait(place);
    for (const [name, { waits }] of this.#places) if (waits.some((one) => one.name === process.name)) this.#judge(name);
  }

  async list(): Promise<ProcessSnapshot[]> {
    const lists = await Promise.all(this.#tables.map((table) => table.list()));
    const order = new Map([...this.#places.keys()].map((name, index) => [name, index]));
    return sortBy(lists.flat(), [({ name }) => order.get(name)]);
  }

  async start(launch: Launch): Promise<StartResult> {
    const { name } = launch;
    if (JSON.stringify(launch).length > MAX_LAUNCH) {
      throw new Error(`"${name}" was not started: its command is longer than ${MAX_LAUNCH} characters.`);
    }
    const place = this.#places.get(name) ?? this.#newPlace(name);
    const result = await this.#table(name).start(launch, this.#open(launch.dependsOn ?? []));
    if (!result.duplicate) this.#begun(place, launch, result.process);
    return result;
  }

  async stop(idOrName: string): Promise<ProcessSnapshot> {
    return this.#noted(this.#table(this.#nameOf(idOrName)).stop(idOrName));
  }

  async restart(idOrName: string): Promise<ProcessSnapshot> {
    const name = this.#nameOf(idOrName);
    const place = this.#places.get(name);
    const launch = place?.process?.launch;
    const process = await this.#table(name).restart(idOrName, this.#open(launch?.dependsOn ?? []));
    if (place !== undefined && launch !== undefined) this.#begun(place, launch, process);
    return process;
  }

  async input(idOrName: string, bytes: Uint8Array): Promise<null> {
    return this.#table(this.#nameOf(idOrName)).input(idOrName, bytes);
  }

  async resize(idOrName: string, size: TerminalSize): Promise<null> {
    return this.#table(this.#nameOf(idOrName)).resize(idOrName, size);
  }

  async sizeTerminals(size: TerminalSize): Promise<null> {
    await Promise.all(this.#tables.map((table) => table.sizeTerminals(size)));
    return null;
  }

  async terminal(idOrName: string, since: number | null): Promise<TerminalOutput> {
    return this.#table(this.#nameOf(idOrName)).terminal(idOrName, since);
  }

  async usage(): Promise<ProcessUsage[]> {
    return (await Promise.all(this.#tables.map((table) => table.usage()))).flat();
  }

  /** Living processes that depend on this one, directly. */
  dependentsOf(name: string): string[] {
    return [...this.#places.values()].flatMap(({ process }) => {
      if (process === undefined || !isAlive(process.status)) return [];
      return process.launch.dependsOn?.some((one) => one.name === name) ? [process.name] : [];
    });
  }

  /** Ends everything: who depends on others goes first. Settles when nothing lives that is known here. */
  async stopAll(): Promise<null> {
    this.#watchers.close();
    for (;;) {
      const living = [...this.#places.values()].flatMap(({ process }) =>
        process !== undefined && isAlive(process.status) ? [process.name] : [],
      );
      const free = living.filter((name) => this.dependentsOf(name).length === 0);
      if (free.length === 0) return null;
      await Promise.all(free.map((name) => this.stop(name)));
    }
  }

  #begun(place: Place, launch: Launch, process: ProcessSnapshot): void {
    place.process = process;
    this.#endWait(place);
    if (process.status !== "waiting") {
      this.note(process);
      return;
    }
    place.waits = launch.dependsOn ?? [];
    for (const dependency of place.waits) this.#look(process.name, place, dependency);
    this.#judge(process.name);
  }

  /** Looks for the line that a dependency waits for. */
  #look(name: string, place: Place, dependency: Dependency): void {
    const { until, pattern } = dependency;
    const process = this.#places.get(dependency.name)?.process;
    if (until !== "log" || pattern === undefined || process === undefined) return;
    const line: AwaitedLine = { seen: false, error: null, end: () => {} };
    place.lines.set(dependency, line);
    const found = () => {
      line.seen = true;
      this.#judge(name);
    };
    const failed = (why: string) => {
      line.error = why;
      this.#judge(name);
    };
    line.end = this.#awaitLine({ source: process.source, since: process.startedAt, pattern, found, failed });
  }

  #endWait(place: Place): void {
    for (const { end } of place.lines.values()) end();
    place.lines.clear();
    place.waits = [];
  }

  /** What of these has not come about, in words; what cannot come about counts as open too, and is told by {@link #judge}. */
  #open(dependencies: readonly Dependency[]): string[] {
    return dependencies
      .filter((one) => verdictOn(one, this.#places.get(one.name)?.process, false) !== "met")
      .map(dependencyText);
  }

  /** Lets a process that waits go on, or says why it never will. */
  #judge(name: string): void {
    const place = this.#places.get(name);
    if (place === undefined || place.waits.length === 0) return;
    const verdicts = place.waits.map((dependency) => {
      const line = place.lines.get(dependency);
      if (line !== undefined && line.error !== null) return { dependency, verdict: { failed: line.error } };
      const other = this.#places.get(dependency.name);
      // Its start has been asked for, perhaps of another thread, and not been answered yet.
      if (other !== undefined && other.process === undefined) return { dependency, verdict: "open" as const };
      return { dependency, verdict: verdictOn(dependency, other?.process, line?.seen ?? false) };
    });
    const failed = verdicts.flatMap(({ verdict }) => (typeof verdict === "object" ? [verdict.failed] : []))[0] ?? null;
    const open = verdicts.flatMap(({ dependency, verdict }) =>
      verdict === "open" ? [dependencyText(dependency)] : [],
    );
    const told = place.process?.waitingFor ?? [];
    if (failed === null && open.length > 0 && open.length === told.length) return;
    // A thread that has died is told by whoever owns the threads.
    this.#tables[place.table]?.gate(name, open, failed).catch(() => {});
  }

  async #noted(answer: Promise<ProcessSnapshot>): Promise<ProcessSnapshot> {
    const process = await answer;
    this.note(process);
    return process;
  }

  #newPlace(name: string): Place {
    if (this.#places.size >= MAX_PROCESSES) {
      throw new Error(`"${name}" was not started: ${MAX_PROCESSES} processes are known, more are not kept.`);
    }
    const place: Place = { table: this.#leastBusy(), process: undefined, waits: [], lines: new Map() };
    this.#places.set(name, place);
    return place;
  }

  #leastBusy(): number {
    const living = this.#tables.map((_, table) => ({ table, count: 0 }));
    for (const { table, process } of this.#places.values()) {
      const of = living[table];
      // One without a process is being started.
      if (of !== undefined && (process === undefined || isAlive(process.status))) of.count++;
    }
    return minBy(living, ({ count }) => count)?.table ?? 0;
  }

  #table(name: string): TableClient {
    const table = this.#tables[this.#places.get(name)?.table ?? 0];
    if (table === undefined) throw new Error("there is no table of processes");
    return table;
  }

  /** An id is its process's name with one or two numbers behind; whether there was such a run, the name's table knows. */
  #nameOf(idOrName: string): string {
    const withoutNumber = idOrName.replace(/-\d+$/, "");
    const name = [idOrName, withoutNumber, withoutNumber.replace(/-\d+$/, "")].find((one) => this.#places.has(one));
    if (name === undefined) throw unknownProcess(idOrName, [...this.#places.keys()]);
    return name;
  }
}
