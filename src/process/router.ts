/** One view of the processes of several tables, each in an ingest thread of its own. Lives in the first of these threads. */

import { minBy, sortBy } from "es-toolkit";
import { unknownProcess } from "./messages.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot, type StartResult } from "./types.ts";

/** Names that are kept, running or not: far more than a project has; a start beyond it is refused with a message. */
const MAX_PROCESSES = 500;
/** Characters of a launch: an event about it must fit into the bus. */
const MAX_LAUNCH = 16_000;

/** Where a name belongs, for ever: its source number and its log are there. */
interface Place {
  readonly table: number;
  alive: boolean;
}

/**
 * Sends each request to the table that has the name. A new name goes to the table with the fewest living processes. It is
 * the only one that decides, so a name is never in two tables.
 */
export class ProcessRouter implements ProcessClient {
  readonly #tables: readonly ProcessClient[];
  /** By name, in the order of their first start. */
  readonly #places = new Map<string, Place>();

  constructor(tables: readonly ProcessClient[]) {
    this.#tables = tables;
  }

  /** A process has changed, in whatever table. */
  note({ name, status }: ProcessSnapshot): void {
    const place = this.#places.get(name);
    if (place !== undefined) place.alive = isAlive(status);
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
    place.alive = true;
    const result = await this.#table(name).start(launch);
    this.note(result.process);
    return result;
  }

  async stop(idOrName: string): Promise<ProcessSnapshot> {
    return this.#noted(this.#table(this.#nameOf(idOrName)).stop(idOrName));
  }

  async restart(idOrName: string): Promise<ProcessSnapshot> {
    return this.#noted(this.#table(this.#nameOf(idOrName)).restart(idOrName));
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
    const place = { table: this.#leastBusy(), alive: true };
    this.#places.set(name, place);
    return place;
  }

  #leastBusy(): number {
    const living = this.#tables.map((_, table) => ({ table, count: 0 }));
    for (const { table, alive } of this.#places.values()) {
      const of = living[table];
      if (of !== undefined && alive) of.count++;
    }
    return minBy(living, ({ count }) => count)?.table ?? 0;
  }

  #table(name: string): ProcessClient {
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
