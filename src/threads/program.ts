/** The running program: shared memory, the threads, and their orderly end. The main thread owns it. */

import { EventBus, type LogReader, LogRing, level } from "../../core/index.ts";
import type { CoreSettings, EventBusSettings } from "../config/index.ts";
import type { PackageManager, Project } from "../detect/index.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { isAlive, type Launch, type ProcessClient, type ProcessSnapshot, signalGroup } from "../process/index.ts";
import { type Topics, topicsWith } from "../topics.ts";
import { checkLocksInDevelopment } from "./entry.ts";
import { IngestThreads } from "./ingest-threads.ts";
import type { NetInit } from "./net.ts";
import { allocate, readerOf, type SharedInit } from "./shared.ts";
import { startThread, type Thread } from "./thread.ts";

/** What is to run. */
export interface ProgramOptions {
  readonly project: Project;
  readonly preferredPackageManager: PackageManager | undefined;
  /** Started at once, in this order. */
  readonly launches: readonly Launch[];
  /** `undefined`: no MCP server. */
  readonly mcpPort: number | undefined;
  readonly core: CoreSettings;
  readonly eventBus: EventBusSettings;
  readonly version: string;
}

/** Milliseconds that publishing may hold this thread up for a subscriber that stalls: less than a frame. */
const MAIN_STALL_MS = 10;

/** One per process. Construct it (it throws `NoMemoryError`), then {@link start}. */
export class Program {
  readonly options: ProgramOptions;
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  readonly log: SystemLog;
  readonly #ring: LogRing;
  readonly #shared: SharedInit;
  readonly #ingest = Promise.withResolvers<IngestThreads>();
  readonly #netToIngest = new MessageChannel();
  /** Living process groups by name, for an end without the ingest threads' help. */
  readonly #living = new Map<string, { readonly group: number; readonly source: number }>();
  readonly #fatal = Promise.withResolvers<string>();
  #net: Thread | undefined;

  constructor(options: ProgramOptions) {
    checkLocksInDevelopment();
    this.options = options;
    const { core, eventBus } = options;
    this.#ring = allocate("the log", "core", () =>
      LogRing.create({
        slots: core.ringSlots,
        bytes: core.ringBytes,
        errors: { slots: core.errorRingSlots, bytes: core.errorRingBytes },
      }),
    );
    this.log = new SystemLog(this.#ring.writer());
    this.bus = allocate("the event bus", "event_bus", () =>
      EventBus.create(topicsWith(eventBus.priorities), {
        ...eventBus.rings,
        workers: eventBus.workers,
        queue: eventBus.queue,
        stallMs: MAIN_STALL_MS,
        onError: reportTo(this.log),
      }),
    );
    this.#shared = { ring: this.#ring.buffer, bus: this.bus.buffer, priorities: eventBus.priorities };
    this.reader = readerOf(this.#ring);
    this.processes = deferred(this.#ingest.promise.then((threads) => threads.processes));
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

  /** Settles with a sentence when the program cannot go on: a thread that owns processes is gone. */
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
      const threads = await IngestThreads.start({
        shared: this.#shared,
        count: this.options.core.ingestThreads,
        net: this.#netToIngest.port1,
        gone: (thread) => this.#free(thread),
      });
      this.#ingest.resolve(threads);
      void threads.died.then((why) => this.#fatal.resolve(why));
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
    const ingest = this.#ingest.promise.then(
      // Whoever closed in order has seen to it that nothing lives; the numbers of its groups may be a stranger's by now.
      (threads) => threads.end((index) => this.#kill((source) => threads.indexOf(source) === index)),
      () => this.killAll(),
    );
    await Promise.all([ingest, this.#net?.end()]);
    await this.bus.close(200);
  }

  /** Ends every child by force, without waiting: the user asked twice, or the ingest threads are gone. */
  killAll(): void {
    this.#kill(() => true);
  }

  #kill(accept: (source: number) => boolean): void {
    for (const [name, { group, source }] of this.#living) {
      if (!accept(source)) continue;
      signalGroup(group, "SIGKILL");
      this.#living.delete(name);
    }
  }

  /** A thread is gone: what it held in shared memory must hold up nobody. */
  #free(thread: number): void {
    this.#ring.threadDied(thread);
    this.bus.threadDied(thread);
  }

  #note({ name, source, status, pid, leftover }: ProcessSnapshot): void {
    const group = isAlive(status) ? pid : leftover;
    if (group === null) this.#living.delete(name);
    else this.#living.set(name, { group, source });
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

  /** Without the net thread the program goes on: processes run, only nobody can ask over MCP. */
  async #startNet(mcpPort: number): Promise<void> {
    const commands = new MessageChannel();
    const init: NetInit = {
      ...this.#shared,
      main: commands.port2,
      ingest: this.#netToIngest.port2,
      directory: this.options.project.directory,
      preferredPackageManager: this.options.preferredPackageManager,
      mcpPort,
      version: this.options.version,
      settings: { core: this.options.core, eventBus: this.options.eventBus },
    };
    const worker = new Worker(new URL("./net.ts", import.meta.url), { type: "module" });
    try {
      const transfer = [init.main, init.ingest];
      const gone = (thread: number) => this.#free(thread);
      this.#net = await startThread({ name: "net", worker, init, transfer, port: commands.port1, gone });
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
