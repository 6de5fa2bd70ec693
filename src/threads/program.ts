/** The running program: shared memory, the threads, and their orderly end. The main thread owns it. */

import { availableParallelism } from "node:os";
import { EventBus, type LogReader, LogRing, level } from "../../core/index.ts";
import type { PackageManager, Project } from "../detect/index.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot, signalGroup } from "../process/index.ts";
import { type Topics, topics } from "../topics.ts";
import type { IngestInit } from "./ingest.ts";
import type { NetInit } from "./net.ts";
import { processClient } from "./process-client.ts";
import { startThread, type Thread } from "./thread.ts";

/** What is to run. */
export interface ProgramOptions {
  readonly project: Project;
  readonly preferredPackageManager: PackageManager | undefined;
  /** Started at once, in this order. */
  readonly launches: readonly Launch[];
  /** `undefined`: no MCP server. */
  readonly mcpPort: number | undefined;
  readonly version: string;
}

/** Handlers of events that run at once in a thread, for each core. */
const workersPerCore = 2.5;
/** Milliseconds that publishing may hold this thread up for a subscriber that stalls: less than a frame. */
const MAIN_STALL_MS = 10;

/** One per process. Construct it, then {@link start}. */
export class Program {
  readonly options: ProgramOptions;
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  readonly log: SystemLog;
  readonly #ring: LogRing;
  readonly #ingest = Promise.withResolvers<Thread>();
  readonly #netToIngest = new MessageChannel();
  /** Living process groups by name, for an end without the ingest thread's help. */
  readonly #living = new Map<string, number>();
  readonly #fatal = Promise.withResolvers<string>();
  #net: Thread | undefined;

  constructor(options: ProgramOptions) {
    this.options = options;
    this.#ring = LogRing.create();
    this.log = new SystemLog(this.#ring.writer());
    this.bus = EventBus.create(topics, {
      workers: Math.ceil(workersPerCore * availableParallelism()),
      stallMs: MAIN_STALL_MS,
      onError: reportTo(this.log),
    });
    this.reader = this.#ring.reader();
    this.processes = deferred(this.#ingest.promise.then((thread) => processClient(thread.client)));
    this.#ingest.promise.catch(() => {});
    let missed = 0;
    const changes = this.bus.subscribe("process.changed", ({ payload }) => {
      this.#note(payload);
      if (changes.missed === missed) return;
      missed = changes.missed;
      void this.processes.list().then(
        (all) => all.forEach((one) => void this.#note(one)),
        () => {},
      );
    });
    for (const warning of options.project.warnings) this.log.write(warning, { level: level.warn });
  }

  /** Settles with a sentence when the program cannot go on: the thread that owns the processes is gone. */
  get fatal(): Promise<string> {
    return this.#fatal.promise;
  }

  /** How many processes live, or have left something behind. */
  get livingCount(): number {
    return this.#living.size;
  }

  /** Starts the threads and what is to be started. A failure is told by {@link fatal} or in the log; never rejects. */
  async start(): Promise<void> {
    try {
      const thread = await this.#startIngest();
      this.#ingest.resolve(thread);
      void thread.died.then((why) => this.#fatal.resolve(why));
    } catch (error) {
      const why = error instanceof Error ? error : new Error(String(error));
      this.#ingest.reject(why);
      this.#fatal.resolve(why.message);
      return;
    }
    await Promise.all(this.options.launches.map((launch) => this.#launch(launch)));
    if (this.options.mcpPort !== undefined) await this.#startNet(this.options.mcpPort);
  }

  /** Ends what was started, children first and with their grace; settles when nothing of it lives. */
  async close(): Promise<void> {
    const ingest = this.#ingest.promise.then((thread) => thread.end()).catch(() => false);
    const [closed] = await Promise.all([ingest, this.#net?.end()]);
    // An orderly end has seen to it that nothing lives; the numbers of its groups may be a stranger's by now.
    if (!closed) this.killAll();
    await this.bus.close(200);
  }

  /** Ends every child by force, without waiting: the user asked twice, or the ingest thread is gone. */
  killAll(): void {
    for (const group of this.#living.values()) signalGroup(group, "SIGKILL");
    this.#living.clear();
  }

  #note({ name, status, pid, leftover }: ProcessSnapshot): void {
    const group = isAlive(status) ? pid : leftover;
    if (group === null) this.#living.delete(name);
    else this.#living.set(name, group);
  }

  async #launch(launch: Launch): Promise<void> {
    try {
      await this.processes.start(launch);
    } catch (error) {
      this.#tell("error", error instanceof Error ? error.message : String(error));
    }
  }

  #tell(severity: "warn" | "error", text: string): void {
    this.log.write(text, { level: level[severity] });
    this.bus.publish("system.notice", { level: severity, text });
  }

  #startIngest(): Promise<Thread> {
    const commands = new MessageChannel();
    const init: IngestInit = {
      ring: this.#ring.buffer,
      bus: this.bus.buffer,
      main: commands.port2,
      net: this.#netToIngest.port1,
    };
    const worker = new Worker(new URL("./ingest.ts", import.meta.url), { type: "module" });
    return startThread({ name: "ingest", worker, init, transfer: [init.main, init.net], port: commands.port1 });
  }

  /** Without the net thread the program goes on: processes run, only nobody can ask over MCP. */
  async #startNet(mcpPort: number): Promise<void> {
    const commands = new MessageChannel();
    const init: NetInit = {
      ring: this.#ring.buffer,
      bus: this.bus.buffer,
      main: commands.port2,
      ingest: this.#netToIngest.port2,
      directory: this.options.project.directory,
      preferredPackageManager: this.options.preferredPackageManager,
      mcpPort,
      version: this.options.version,
    };
    const worker = new Worker(new URL("./net.ts", import.meta.url), { type: "module" });
    try {
      const transfer = [init.main, init.ingest];
      this.#net = await startThread({ name: "net", worker, init, transfer, port: commands.port1 });
      void this.#net.died.then((why) => this.#tell("error", `${why}. MCP is gone; processes go on.`));
    } catch (error) {
      this.#tell("error", `${error instanceof Error ? error.message : String(error)}. There is no MCP server.`);
    }
  }
}

/** A client that can be used before its thread is up. */
function deferred(client: Promise<ProcessClient>): ProcessClient {
  client.catch(() => {});
  return {
    list: async () => (await client).list(),
    start: async (launch) => (await client).start(launch),
    stop: async (idOrName) => (await client).stop(idOrName),
    restart: async (idOrName) => (await client).restart(idOrName),
  };
}
