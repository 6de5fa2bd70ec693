/** The running program: shared memory, the threads, and their orderly end. The main thread owns it. */

import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { EventBus, type LogReader, LogRing, level } from "../../core/index.ts";
import type {
  CoreSettings,
  EnvironmentSettings,
  EventBusSettings,
  HistorySettings,
  LogFilesSettings,
  McpAccess,
  ProxySettings,
} from "../config/index.ts";
import type { PackageManager, Project } from "../detect/index.ts";
import { prepareOwnLog, reportTo, SystemLog } from "../logs/index.ts";
import { Guard, isAlive, type Launch, type ProcessClient, type ProcessSnapshot, signalAll } from "../process/index.ts";
import type { ProxyClient } from "../proxy/index.ts";
import { type Topics, topicsWith } from "../topics.ts";
import { checkLocksInDevelopment } from "./entry.ts";
import type { HistoryInit } from "./history.ts";
import { IngestThreads } from "./ingest-threads.ts";
import type { NetInit } from "./net.ts";
import type { CommandClient } from "./protocol.ts";
import type { ProxyInit } from "./proxy.ts";
import { proxyAccess, proxyClient } from "./proxy-client.ts";
import { guardCommand } from "./self.ts";
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
  /** Who may ask the MCP server; by default all programs of this machine. */
  readonly mcpAccess?: McpAccess;
  /** By default there is none. */
  readonly proxy?: ProxySettings;
  readonly core: CoreSettings;
  readonly eventBus: EventBusSettings;
  readonly history: HistorySettings;
  readonly logFiles: LogFilesSettings;
  readonly version: string;
  /** The file for what Brummer itself says, also after its end. */
  readonly ownLog: string | undefined;
  /** Where processes get their variables from. */
  readonly environment: EnvironmentSettings;
  /** Given with `-e`: stronger than all others. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Milliseconds that the MCP server may take to listen before processes are started without its URL. */
const MCP_LIMIT_MS = 2000;
/** Milliseconds that publishing may hold this thread up for a subscriber that stalls: less than a frame. */
const MAIN_STALL_MS = 10;
const MEGABYTE = 1_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** One per process. Construct it (it throws `NoMemoryError`), then {@link start}. */
export class Program {
  readonly options: ProgramOptions;
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  readonly proxy: ProxyClient;
  readonly log: SystemLog;
  readonly #ring: LogRing;
  readonly #shared: SharedInit;
  readonly #ingest = Promise.withResolvers<IngestThreads>();
  readonly #netToIngest = new MessageChannel();
  /** Undefined: there is no proxy. */
  readonly #netToProxy: MessageChannel | undefined;
  /** Undefined: nothing is recorded, or nothing kept. */
  readonly #proxyToHistory: MessageChannel | undefined;
  readonly #proxyCommands = Promise.withResolvers<CommandClient>();
  /** Begins the mark of every run: no other Brummer has it. */
  readonly #mark = randomBytes(6).toString("hex");
  /** Numbers of living children by name, for an end without the ingest threads' help. */
  readonly #living = new Map<string, { readonly pids: readonly number[]; readonly source: number }>();
  #guard: Guard | undefined;
  #undo: string | null = null;
  readonly #fatal = Promise.withResolvers<string>();
  #net: Thread | undefined;
  #netStarting: Promise<unknown> = Promise.resolve();
  #proxy: Thread | undefined;
  #history: Thread | undefined;
  /** Names of sources, for the history: it may come up after processes have begun. */
  readonly #sources = new Map<number, string>();
  /** Settles when the other threads are up, or are known not to come. */
  #starting: Promise<unknown> = Promise.resolve();

  constructor(options: ProgramOptions) {
    checkLocksInDevelopment();
    this.options = options;
    const hasProxy = options.proxy?.enabled === true;
    this.#netToProxy = hasProxy ? new MessageChannel() : undefined;
    this.#proxyToHistory = hasProxy && options.history.enabled ? new MessageChannel() : undefined;
    const { core, eventBus } = options;
    this.#ring = allocate("the log", "core", () =>
      LogRing.create({
        slots: core.ringSlots,
        bytes: core.ringBytes,
        errors: { slots: core.errorRingSlots, bytes: core.errorRingBytes },
      }),
    );
    const ownLog = options.ownLog !== undefined && prepareOwnLog(options.ownLog) ? options.ownLog : undefined;
    this.log = new SystemLog(this.#ring.writer(), ownLog);
    this.bus = allocate("the event bus", "event_bus", () =>
      EventBus.create(topicsWith(eventBus.priorities), {
        ...eventBus.rings,
        workers: eventBus.workers,
        queue: eventBus.queue,
        stallMs: MAIN_STALL_MS,
        onError: reportTo(this.log),
      }),
    );
    this.#shared = { ring: this.#ring.buffer, bus: this.bus.buffer, priorities: eventBus.priorities, ownLog };
    this.reader = readerOf(this.#ring);
    this.processes = deferred(this.#ingest.promise.then((threads) => threads.processes));
    this.#ingest.promise.catch(() => {});
    this.proxy = proxyClient(
      proxyAccess(this.#proxyCommands.promise, (changed) => {
        const subscription = this.bus.subscribe("proxy.state", () => changed());
        return () => subscription.close();
      }),
    );
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

  /** The terminal was taken, and this gives it back; null: it has been given back. First said before {@link start}, if at all. */
  holds(undo: string | null): void {
    this.#undo = undo;
    this.#guard?.screen(undo);
  }

  /** Starts the threads and what is to be started. A failure is told by {@link fatal} or in the log; never rejects. */
  async start(): Promise<void> {
    this.#guard = new Guard(this.#mark, guardCommand(), this.#undo !== null, (why) => {
      this.#tell("warn", `The guard process is gone (${why}): what runs lives on should brum be ended by force.`);
    });
    this.#guard.screen(this.#undo);
    try {
      const starting = IngestThreads.start({
        shared: this.#shared,
        count: this.options.core.ingestThreads,
        mark: this.#mark,
        environment: this.#environment,
        net: this.#netToIngest.port1,
        gone: (thread) => this.#free(thread),
      });
      const net = this.#startNet();
      this.#netStarting = net;
      const proxy = this.#startProxy();
      this.#starting = Promise.all([net, proxy, this.#startHistory()]);
      const threads = await starting;
      this.#ingest.resolve(threads);
      // What is started before knows no MCP server, and the proxy may not hear of its address: so both are waited for.
      const url = this.options.mcpPort === undefined ? undefined : await net;
      await proxy;
      if (url !== undefined) await threads.setVariables({ BRUM_MCP_URL: url });
      void threads.died.then((why) => this.#fatal.resolve(why));
    } catch (error) {
      const why = error instanceof Error ? error : new Error(String(error));
      this.#ingest.reject(why);
      this.#fatal.resolve(why.message);
      return;
    }
    await Promise.all(this.options.launches.map((launch) => this.#launch(launch)));
    void this.#starting.then(() => this.#announce());
  }

  /** From now on commands find this Brummer. Without an answer the net thread has died, which is told elsewhere. */
  async #announce(): Promise<void> {
    await this.#net?.client.request("thread.begun", null).catch(() => {});
  }

  /** Ends what was started, children first and with their grace; settles when nothing of it lives. */
  async close(): Promise<void> {
    const ingest = this.#ingest.promise.then(
      // Whoever closed in order has seen to it that nothing lives; the numbers of its groups may be a stranger's by now.
      (threads) => threads.end((index) => this.#killOf(index)),
      () => this.killAll(),
    );
    await Promise.all([ingest, this.#starting.then(() => Promise.all([this.#net?.end(), this.#proxy?.end()]))]);
    // Last: it writes down how the others ended.
    await this.#history?.end();
    await this.#guard?.release();
    await this.bus.close(200);
  }

  /** Ends every child by force, without waiting: the user asked twice, or the ingest threads are gone. */
  killAll(): void {
    signalAll({ mark: this.#mark, roots: [...this.#living.values()].flatMap(({ pids }) => pids) }, "SIGKILL");
    this.#living.clear();
  }

  /** The same for what one ingest thread started. */
  #killOf(thread: number): void {
    const roots: number[] = [];
    for (const [name, { pids, source }] of this.#living) {
      if (this.#indexOf(source) !== thread) continue;
      roots.push(...pids);
      this.#living.delete(name);
    }
    signalAll({ mark: `${this.#mark}-${thread + 1}`, roots }, "SIGKILL");
  }

  #indexOf(source: number): number {
    return (source - 1) % this.options.core.ingestThreads;
  }

  /** A thread is gone: what it held in shared memory must hold up nobody. */
  #free(thread: number): void {
    this.#ring.threadDied(thread);
    this.bus.threadDied(thread);
  }

  #note({ name, source, status, pid, leftover }: ProcessSnapshot): void {
    this.#sources.set(source, name);
    const before = this.#living.get(name)?.pids ?? [];
    const pids = pid === null ? leftover : [pid];
    if (pids.length === 0 && !isAlive(status)) this.#living.delete(name);
    else this.#living.set(name, { pids, source });
    for (const one of pids) if (!before.includes(one)) this.#guard?.begun(one);
    for (const one of before) if (!pids.includes(one)) this.#guard?.ended(one);
  }

  async #launch(launch: Launch): Promise<void> {
    try {
      await this.processes.start(launch);
    } catch (error) {
      this.#tell("error", error instanceof Error ? error.message : String(error));
    }
  }

  /** What children get beside the inherited variables. */
  get #environment(): NetInit["environment"] {
    const { environment, project, variables } = this.options;
    return { settings: environment, directory: project.directory, options: variables };
  }

  #tell(severity: "warn" | "error", text: string): void {
    this.log.write(text, { level: level[severity] });
    this.bus.publish("system.notice", { level: severity, text });
  }

  /**
   * Resolves with the URL of the MCP server, if there is one; never rejects. Without the net thread the program goes on:
   * processes run, only nobody can ask from outside.
   */
  async #startNet(): Promise<string | undefined> {
    const { mcpPort } = this.options;
    const listening = mcpPort === undefined ? undefined : this.#mcpUrl();
    const commands = new MessageChannel();
    const init: NetInit = {
      ...this.#shared,
      main: commands.port2,
      ingest: this.#netToIngest.port2,
      proxy: this.#netToProxy?.port1,
      directory: this.options.project.directory,
      preferredPackageManager: this.options.preferredPackageManager,
      mcpPort,
      mcpAccess: this.options.mcpAccess ?? { token: undefined, host: "127.0.0.1", revealSecrets: false },
      environment: this.#environment,
      version: this.options.version,
      settings: { core: this.options.core, eventBus: this.options.eventBus },
    };
    const worker = new Worker(new URL("./net.ts", import.meta.url), { type: "module" });
    try {
      const transfer = [init.main, init.ingest, ...(init.proxy === undefined ? [] : [init.proxy])];
      const gone = (thread: number) => this.#free(thread);
      this.#net = await startThread({ name: "net", worker, init, transfer, port: commands.port1, gone });
      void this.#net.died.then((why) =>
        this.#tell("error", `${why}. MCP is gone, and so is brum ps and the like; processes go on.`),
      );
      return await listening;
    } catch (error) {
      this.#tell(
        "error",
        `${error instanceof Error ? error.message : String(error)}. There is no MCP server, and brum ps and the like find nobody.`,
      );
      return undefined;
    }
  }

  /** Never rejects: without it the program goes on, only nothing is recorded. */
  async #startProxy(): Promise<void> {
    const settings = this.options.proxy;
    const net = this.#netToProxy?.port2;
    if (settings === undefined || net === undefined) {
      this.#proxyCommands.reject(new Error("there is no proxy: it is switched off"));
      return;
    }
    const commands = new MessageChannel();
    const history = this.#proxyToHistory?.port1;
    const { directory } = this.options.project;
    const init: ProxyInit = { ...this.#shared, main: commands.port2, net, history, settings, directory };
    const worker = new Worker(new URL("./proxy.ts", import.meta.url), { type: "module" });
    try {
      const transfer = [init.main, net, ...(history === undefined ? [] : [history])];
      const gone = (thread: number) => this.#free(thread);
      this.#proxy = await startThread({ name: "proxy", worker, init, transfer, port: commands.port1, gone });
      this.#proxyCommands.resolve(this.#proxy.client);
      await this.#proxy.client.request("proxy.running", [...this.#living.keys()]).catch(() => {});
      void this.#proxy.died.then((why) => this.#proxyGone(why));
    } catch (error) {
      this.#proxyCommands.reject(error);
      void this.#proxyGone(error instanceof Error ? error.message : String(error));
    }
  }

  /** `why`: a sentence without its full stop. */
  async #proxyGone(why: string): Promise<void> {
    this.#tell("error", `${why}. Nothing is recorded any more; servers are reached at their own addresses.`);
    this.bus.publish("proxy.state", { mode: "reverse", mappings: [], forward: null });
    await this.#netStarting;
    await this.#net?.client.request("proxy.gone", why).catch(() => {});
  }

  /** Where the MCP server listens, as soon as that is known; undefined: it does not, or not within the limit. */
  async #mcpUrl(): Promise<string | undefined> {
    const failed = this.bus.waitFor("mcp.failed", () => true, MCP_LIMIT_MS).then(() => undefined);
    const listening = this.bus.waitFor("mcp.listening", () => true, MCP_LIMIT_MS);
    return (await Promise.race([listening, failed]))?.payload.url;
  }

  /** Never rejects: without it the program goes on, only nothing is kept for later. */
  async #startHistory(): Promise<void> {
    const { history, logFiles, project, version, core } = this.options;
    if (!history.enabled && logFiles.directory === undefined) return;
    // Until the history follows the log by itself: who prints no faster than is kept (`overflow`) must not be ahead of it.
    const gate = this.#ring.gate(0);
    const commands = new MessageChannel();
    const init: HistoryInit = {
      ...this.#shared,
      main: commands.port2,
      proxy: this.#proxyToHistory?.port2,
      directory: project.directory,
      version,
      startedAt: Math.round(Date.now() - process.uptime() * 1000),
      ringSlots: core.ringSlots,
      retention: history.enabled
        ? { maxBytes: history.maxMegabytes * MEGABYTE, maxAgeMs: history.maxDays * DAY_MS }
        : undefined,
      files:
        logFiles.directory === undefined
          ? undefined
          : {
              directory: resolve(project.directory, logFiles.directory),
              format: logFiles.format,
              maxBytes: logFiles.maxMegabytes * MEGABYTE,
              keep: logFiles.keep,
            },
    };
    const worker = new Worker(new URL("./history.ts", import.meta.url), { type: "module" });
    try {
      const gone = (thread: number) => this.#free(thread);
      const transfer = [init.main, ...(init.proxy === undefined ? [] : [init.proxy])];
      const parts = { name: "history", worker, init, transfer, port: commands.port1, gone };
      const thread = await startThread(parts);
      this.#history = thread;
      void thread.died.then((why) => this.#tell("warn", `${why}. Nothing more is kept for later; all else goes on.`));
      const known = [...this.#sources].map(([source, name]) => ({ source, name }));
      await thread.client.request("history.names", known).catch(() => {});
    } catch (error) {
      this.#tell("warn", `${error instanceof Error ? error.message : String(error)}. Nothing is kept for later.`);
    } finally {
      gate.close();
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
    input: async (idOrName, bytes) => (await client).input(idOrName, bytes),
    resize: async (idOrName, size) => (await client).resize(idOrName, size),
    sizeTerminals: async (size) => (await client).sizeTerminals(size),
    terminal: async (idOrName, since) => (await client).terminal(idOrName, since),
    usage: async () => (await client).usage(),
  };
}
