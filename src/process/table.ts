/** The processes of one ingest thread, by name. Nobody else writes it; what comes in has passed the router. */

import type { Launch } from "./launch.ts";
import { unknownProcess } from "./messages.ts";
import { NamedProcess, type NamedTools } from "./named.ts";
import type { ProcessSnapshot, ProcessUsage, StartResult, TerminalOutput, TerminalSize } from "./types.ts";
import { UsageMeter } from "./usage.ts";

/** Ids that are remembered; older ones cannot come again, as their second has passed. */
const MAX_IDS = 10_000;

/** How large terminals are until somebody looks at them. */
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** What the table needs of its thread. */
export interface TableOptions extends Omit<NamedTools, "newId" | "run"> {
  readonly run: Omit<NamedTools["run"], "terminalSize">;
  /** Source numbers that it gives away: no other table has the same. */
  readonly sources: { readonly first: number; readonly step: number };
}

/** What the router asks a table: as `ProcessClient`, with what it has decided about dependencies. */
export interface TableClient {
  list(): Promise<ProcessSnapshot[]>;
  /** `open`: what it must wait for, until {@link gate}. */
  start(launch: Launch, open: readonly string[]): Promise<StartResult>;
  /** See `NamedProcess.gate`. Does nothing for a name that does not wait. */
  gate(name: string, open: readonly string[], error: string | null): Promise<null>;
  stop(idOrName: string): Promise<ProcessSnapshot>;
  /** `open` counts where it does not run. */
  restart(idOrName: string, open: readonly string[]): Promise<ProcessSnapshot>;
  input(idOrName: string, bytes: Uint8Array): Promise<null>;
  resize(idOrName: string, size: TerminalSize): Promise<null>;
  sizeTerminals(size: TerminalSize): Promise<null>;
  terminal(idOrName: string, since: number | null): Promise<TerminalOutput>;
  usage(): Promise<ProcessUsage[]>;
}

export class ProcessTable implements TableClient {
  readonly #named = new Map<string, NamedProcess>();
  readonly #ids = new Set<string>();
  readonly #options: TableOptions;
  readonly #tools: NamedTools;
  readonly #meter = new UsageMeter();
  #terminalSize = DEFAULT_SIZE;
  #closing = false;

  constructor(options: TableOptions) {
    this.#options = options;
    const run = { ...options.run, terminalSize: () => this.#terminalSize };
    this.#tools = { ...options, run, newId: (name, at) => this.#newId(name, at) };
  }

  async list(): Promise<ProcessSnapshot[]> {
    return [...this.#named.values()].map(({ snapshot }) => snapshot);
  }

  async start(launch: Launch, open: readonly string[] = []): Promise<StartResult> {
    const { name } = launch;
    for (;;) {
      const known = this.#named.get(name);
      if (this.#closing) throw new Error(`"${name}" was not started: Brummer is stopping.`);
      if (known?.isAlive) return { process: known.snapshot, duplicate: true };
      if (known?.run === undefined || known.run.lookForLeftover().length === 0) {
        const named = known ?? this.#new(launch);
        named.start(launch, open);
        return { process: named.snapshot, duplicate: false };
      }
      // Others may start, stop or close meanwhile: look at everything again.
      await known.run.endLeftover();
    }
  }

  async gate(name: string, open: readonly string[], error: string | null): Promise<null> {
    if (!this.#closing) this.#named.get(name)?.gate(open, error);
    return null;
  }

  async stop(idOrName: string): Promise<ProcessSnapshot> {
    const named = this.#find(idOrName);
    await named.stop();
    return named.snapshot;
  }

  async restart(idOrName: string, open: readonly string[] = []): Promise<ProcessSnapshot> {
    const named = this.#find(idOrName);
    for (;;) {
      if (this.#closing) throw new Error(`"${named.name}" was not restarted: Brummer is stopping.`);
      const { run, phase } = named;
      if (phase.kind === "waiting") return named.snapshot;
      if (run !== undefined && !run.life.over) {
        await named.restartRun();
        return named.snapshot;
      }
      if (run === undefined || run.lookForLeftover().length === 0) {
        named.startAgain(open);
        return named.snapshot;
      }
      await run.endLeftover();
    }
  }

  async input(idOrName: string, bytes: Uint8Array): Promise<null> {
    const named = this.#find(idOrName);
    if (!named.input(bytes)) throw noTerminal(named);
    return null;
  }

  async resize(idOrName: string, size: TerminalSize): Promise<null> {
    const named = this.#find(idOrName);
    if (!named.resize(size)) throw noTerminal(named);
    return null;
  }

  async sizeTerminals(size: TerminalSize): Promise<null> {
    this.#terminalSize = size;
    return null;
  }

  async terminal(idOrName: string, since: number | null): Promise<TerminalOutput> {
    const named = this.#find(idOrName);
    const output = named.output(since);
    if (output === undefined) throw noTerminal(named);
    return output;
  }

  async usage(): Promise<ProcessUsage[]> {
    const living = [...this.#named.values()].filter(({ run }) => run !== undefined);
    return this.#meter.measure(living.map(({ name, run }) => ({ name, pids: run?.members() ?? [] })));
  }

  /** Ends every process and what ended ones left behind; settles when nothing lives. Nothing can be started after it. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#named.values()].map((named) => named.close()));
  }

  #new(launch: Launch): NamedProcess {
    const { first, step } = this.#options.sources;
    const named = new NamedProcess(launch, first + step * this.#named.size, this.#tools);
    this.#named.set(launch.name, named);
    return named;
  }

  #find(idOrName: string): NamedProcess {
    for (const named of this.#named.values()) if (named.is(idOrName)) return named;
    const named = this.#named.get(idOrName);
    if (named !== undefined) return named;
    throw unknownProcess(idOrName, [...this.#named.keys()], this.#ids.has(idOrName));
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

function noTerminal({ name, launch, isAlive }: NamedProcess): Error {
  if (!isAlive) return new Error(`${name} does not run.`);
  const how =
    launch.tty === true ? "" : ` Start it with tty = true ([processes.${name}] in .brum.toml) to type into it.`;
  return new Error(`${name} has no terminal.${how}`);
}
