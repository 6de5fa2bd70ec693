/** The processes of one ingest thread, by name. Nobody else writes it; what comes in has passed the router. */

import { level } from "../../core/index.ts";
import type { IntakeTools, SystemLog, Tail } from "../logs/index.ts";
import { Run } from "./driver.ts";
import { endText, startText, unknownProcess } from "./messages.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot, type StartResult } from "./types.ts";

/** Ids that are remembered; older ones cannot come again, as their second has passed. */
const MAX_IDS = 10_000;

interface Entry {
  readonly name: string;
  readonly source: number;
  id: string;
  startedAt: number;
  restarts: number;
  run: Run;
}

/** What the table needs of its thread. */
interface TableOptions {
  /** Source numbers that it gives away: no other table has the same. */
  readonly sources: { readonly first: number; readonly step: number };
  readonly tools: IntakeTools;
  readonly log: SystemLog;
  /** Called at every change of a process. */
  readonly publish: (snapshot: ProcessSnapshot) => void;
  /** Called when the open last line of a process changes. */
  readonly publishTail: (tail: Tail) => void;
}

/** Implements {@link ProcessClient} at the owner's side. */
export class ProcessTable implements ProcessClient {
  readonly #entries = new Map<string, Entry>();
  readonly #ids = new Set<string>();
  readonly #options: TableOptions;
  #closing = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  async list(): Promise<ProcessSnapshot[]> {
    return [...this.#entries.values()].map(snapshotOf);
  }

  async start(launch: Launch): Promise<StartResult> {
    const { name } = launch;
    for (;;) {
      const known = this.#entries.get(name);
      if (this.#closing) throw new Error(`"${name}" was not started: Brummer is stopping.`);
      if (known !== undefined && isAlive(known.run.life.status)) return { process: snapshotOf(known), duplicate: true };
      if (known?.run.leftover === undefined) {
        return { process: snapshotOf(this.#begin(launch, known, known?.restarts ?? 0)), duplicate: false };
      }
      // Others may start, stop or close meanwhile: look at everything again.
      await known.run.endLeftover();
    }
  }

  async stop(idOrName: string): Promise<ProcessSnapshot> {
    const entry = this.#find(idOrName);
    const { run } = entry;
    if (!isAlive(run.life.status)) {
      await run.endLeftover();
      return snapshotOf(entry);
    }
    run.stop();
    await run.over;
    return snapshotOf(entry);
  }

  async restart(idOrName: string): Promise<ProcessSnapshot> {
    const entry = this.#find(idOrName);
    for (;;) {
      const { run } = entry;
      if (this.#closing) throw new Error(`"${entry.name}" was not restarted: Brummer is stopping.`);
      if (isAlive(run.life.status)) {
        run.restart();
        await run.over;
        return snapshotOf(entry);
      }
      if (run.leftover === undefined) return snapshotOf(this.#begin(run.launch, entry, entry.restarts + 1));
      await run.endLeftover();
    }
  }

  /** Ends every process and what ended ones left behind; settles when nothing lives. Nothing can be started after it. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      [...this.#entries.values()].map(async ({ run }) => {
        if (isAlive(run.life.status)) {
          run.stop();
          await run.over;
        }
        await run.endLeftover();
      }),
    );
  }

  #begin(launch: Launch, known: Entry | undefined, restarts: number): Entry {
    const { first, step } = this.#options.sources;
    const source = known?.source ?? first + step * this.#entries.size;
    const run = new Run(launch, source, {
      changed: () => this.#changed(entry, run),
      finished: (_, restart) => this.#finished(entry, run, restart),
      troubled: (_, error) => this.#troubled(entry, error),
      tail: (of, text) => this.#options.publishTail({ source, stream: of, text }),
    });
    const startedAt = Date.now();
    const id = this.#newId(launch.name, startedAt);
    const entry: Entry = known ?? { name: launch.name, source, id, startedAt, restarts, run };
    Object.assign(entry, { id, startedAt, restarts, run });
    this.#entries.set(launch.name, entry);
    run.spawn(this.#options.tools);
    return entry;
  }

  #changed(entry: Entry, run: Run): void {
    // An earlier run of the name may only have news of what it left behind.
    if (run !== entry.run) return;
    const snapshot = snapshotOf(entry);
    if (snapshot.status === "running") {
      this.#options.log.write(startText(snapshot, run.launch), { source: entry.source });
    }
    this.#options.publish(snapshot);
  }

  #finished(entry: Entry, run: Run, restart: boolean): void {
    const snapshot = snapshotOf(entry);
    const failed = snapshot.status === "failed";
    this.#options.log.write(endText(snapshot), {
      source: entry.source,
      level: failed ? level.error : level.info,
    });
    if (run.leftover !== undefined) {
      const text = `${entry.name} left processes behind that go on; they end with its next start or stop, or with brum`;
      this.#options.log.write(text, { source: entry.source, level: level.warn });
    }
    if (restart && !this.#closing) this.#begin(run.launch, entry, entry.restarts + 1);
  }

  #troubled(entry: Entry, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const text = `a part of the output of ${entry.name} was lost by a mistake in Brummer: ${why}`;
    this.#options.log.write(text, { source: entry.source, level: level.error });
  }

  #find(idOrName: string): Entry {
    for (const entry of this.#entries.values()) if (entry.id === idOrName) return entry;
    const named = this.#entries.get(idOrName);
    if (named !== undefined) return named;
    throw unknownProcess(idOrName, [...this.#entries.keys()], this.#ids.has(idOrName));
  }

  /** `<name>-<unix seconds>`, the form that its users know; made unique for ever where two runs begin in one second. */
  #newId(name: string, at: number): string {
    const base = `${name}-${Math.floor(at / 1000)}`;
    let id = base;
    for (let count = 2; this.#ids.has(id); count++) id = `${base}-${count}`;
    this.#ids.add(id);
    if (this.#ids.size > MAX_IDS) for (const oldest of [...this.#ids].slice(0, MAX_IDS / 2)) this.#ids.delete(oldest);
    return id;
  }
}

function snapshotOf(entry: Entry): ProcessSnapshot {
  const { run } = entry;
  const { status, pid, endedAt, exitCode, signal, error } = run.life;
  return {
    id: entry.id,
    name: entry.name,
    source: entry.source,
    launch: run.launch,
    status,
    pid,
    startedAt: entry.startedAt,
    endedAt,
    exitCode,
    signal,
    error,
    leftover: run.leftover ?? null,
    restarts: entry.restarts,
  };
}
