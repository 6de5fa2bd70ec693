/** Entry point of the net thread: everything that listens. */

import { basename } from "node:path";
import { delay } from "es-toolkit";
import { EventBus, LogRing, level } from "../../core/index.ts";
import { Overview } from "../analysis/index.ts";
import { isLoopback, loadConfiguration, type McpAccess } from "../config/index.ts";
import { startControl } from "../control/thread.ts";
import { detectProject, type PackageManager, type Project } from "../detect/index.ts";
import { type CoreReport, makeCoreReport } from "../doctor/thread.ts";
import { locate } from "../errors/thread.ts";
import type { ToldEvent } from "../events/index.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { CallBatches, createMcpApp, EndedExchanges, Journal, OpenLines, SearchCache } from "../mcp/thread.ts";
import { Addressee } from "../mcp-bridge/thread.ts";
import { KnownProcesses, type ProcessClient, portOwner } from "../process/index.ts";
import type { ProxyAccess } from "../proxy/index.ts";
import type { SecretSources } from "../secrets/thread.ts";
import { type Topics, topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { listen, localUrl } from "./listen.ts";
import { maskingFor } from "./masking.ts";
import { offerOf } from "./offer.ts";
import { processClient } from "./process-client.ts";
import { CommandClient, serveCommands } from "./protocol.ts";
import { proxyAccess } from "./proxy-client.ts";
import { errorsOf, readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface NetInit extends SharedInit {
  /** Commands from the main thread come in here. */
  readonly main: MessagePort;
  /** Commands to the ingest thread go out here. */
  readonly ingest: MessagePort;
  /** Commands to the proxy's thread go out here; undefined: there is no proxy. */
  readonly proxy?: MessagePort | undefined;
  readonly directory: string;
  readonly preferredPackageManager: PackageManager | undefined;
  /** Undefined: no MCP server, and nothing of it is loaded. */
  readonly mcpPort: number | undefined;
  readonly mcpAccess: McpAccess;
  /** What children get beside the inherited variables: some of it is secret. */
  readonly environment: SecretSources["environment"];
  readonly version: string;
  /** What the configuration says, for reports. */
  readonly settings: CoreReport["settings"];
}

enterThread<NetInit>(async (init) => {
  const ring = LogRing.attach(init.ring);
  const log = new SystemLog(ring.writer(), init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const reader = readerOf(ring);
  const journal = new Journal(() => reader.latest());
  const overview = watchOutput(bus, journal);
  const proxyPort = init.proxy === undefined ? undefined : new CommandClient(init.proxy);
  const parts: Parts = {
    init,
    ring,
    log,
    bus,
    processes: processClient(new CommandClient(init.ingest)),
    overview,
    journal,
    addressee: new Addressee(),
    proxy: proxyPort === undefined ? undefined : watchProxy(proxyPort, bus, journal),
  };
  const mcp = init.mcpPort === undefined ? undefined : tryListenMcp(parts, init.mcpPort);
  const control = await listenControl(parts, mcp);
  serveCommands(init.main, {
    "proxy.gone": async (why) => {
      proxyPort?.abandon(why);
      return null;
    },
    "thread.begun": async () => {
      try {
        control?.announce();
      } catch (error) {
        notReached(log, error);
      }
      return null;
    },
    "thread.close": async () => {
      await Promise.all([control?.close(), mcp?.close()]);
      await bus.close(500);
      return null;
    },
  });
});

/** The proxy as its thread answers, and what it records in the journal. */
function watchProxy(client: CommandClient, bus: EventBus<Topics>, journal: Journal): ProxyAccess {
  const proxy = proxyAccess(Promise.resolve(client), (changed) => {
    const subscription = bus.subscribe("proxy.state", () => changed());
    return () => subscription.close();
  });
  const ended = new EndedExchanges(journal);
  let missed = 0;
  const exchanges = bus.subscribe("proxy.exchanges", ({ payload }) => {
    ended.heard(payload);
    if (exchanges.missed === missed) return;
    missed = exchanges.missed;
    void proxy.kept().then(
      ({ rows }) => ended.caughtUp(rows),
      () => {},
    );
  });
  return proxy;
}

/** What both servers work on. */
interface Parts {
  readonly init: NetInit;
  readonly ring: LogRing;
  readonly log: SystemLog;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  readonly overview: Overview;
  readonly journal: Journal;
  /** Knows who this is as soon as the control socket has its id. */
  readonly addressee: Addressee;
  readonly proxy: ProxyAccess | undefined;
}

interface McpServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Without it the program goes on, and says why. */
function tryListenMcp(parts: Parts, wantedPort: number): McpServer | undefined {
  try {
    return listenMcp(parts, wantedPort);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = `There is no MCP server: ${reason}.`;
    parts.log.write(text, { level: level.error });
    parts.bus.publish("system.notice", { level: "error", text });
    parts.bus.publish("mcp.failed", { reason });
    return undefined;
  }
}

function listenMcp(
  { init, ring, log, bus, processes, overview, journal, addressee, proxy }: Parts,
  wantedPort: number,
): McpServer {
  const { token, host } = init.mcpAccess;
  let address: string | null = null;
  const openLines = new OpenLines();
  bus.subscribe("log.tail", ({ payload }) => openLines.heard(payload));
  const calls = new CallBatches((all) => bus.publish("mcp.calls", { calls: all }));
  const app = createMcpApp({
    token,
    host,
    isWide: !isLoopback(host),
    reader: readerOf(ring),
    errors: errorsOf(ring),
    searches: new SearchCache(),
    processes,
    known: knownProcesses(bus, processes),
    overview,
    journal,
    proxy,
    startedAt: startedAt(),
    url: () => address,
    dropped: () => ring.counters().dropped,
    tail: (source) => openLines.of(source),
    mask: maskingFor(init.mcpAccess, init.environment, bus),
    // Read anew each time: an agent that has just changed package.json sees its change.
    project: () => currentProject(init),
    version: init.version,
    report: (text) => log.write(text, { level: level.error }),
    observer: {
      client: (client) => bus.publish("mcp.client", client),
      call: (call) => {
        journal.add({ kind: "call", call });
        calls.add(call);
      },
    },
  });
  const server = listen(wantedPort, addressee.only(app.fetch), host);
  const { port } = server;
  const url = localUrl(host, port, "/mcp");
  address = url;
  const isTaken = wantedPort !== 0 && port !== wantedPort;
  const owner = isTaken ? portOwner(wantedPort) : undefined;
  if (isTaken) {
    const by = owner === undefined ? "" : ` by ${owner.name} (pid ${owner.pid}, not ours)`;
    const text = `Port ${wantedPort} is taken${by}. MCP listens on ${port} instead`;
    log.write(`${text}: ${url}`, { level: level.warn });
    bus.publish("system.notice", { level: "warn", text: `${text}.` });
  } else {
    log.write(`MCP listens on ${url}`);
  }
  const takenBy = owner === undefined ? null : `${owner.name} (pid ${owner.pid})`;
  bus.publish("mcp.listening", { url, port, wantedPort, takenBy });
  return {
    port,
    url,
    async close() {
      await app.close();
      calls.flush();
      await server.stop();
    },
  };
}

function knownProcesses(bus: EventBus<Topics>, processes: ProcessClient): KnownProcesses {
  const known = new KnownProcesses(processes);
  bus.subscribe("process.changed", ({ payload }) => known.note(payload));
  return known;
}

/** The project as it is now. While the configuration has a mistake: as it was detected, with the mistake as a warning. */
function currentProject({ directory, preferredPackageManager }: NetInit): Project {
  let mistake: string;
  try {
    const project = offerOf(directory, loadConfiguration(directory));
    if (typeof project !== "string") return project;
    mistake = project;
  } catch (error) {
    mistake = error instanceof Error ? error.message : String(error);
  }
  const detected = detectProject(directory, preferredPackageManager);
  return { ...detected, warnings: [mistake, ...detected.warnings] };
}

/** Without it the program goes on: only `brum ps` and the like cannot ask it. */
async function listenControl(
  { init, ring, log, bus, processes, overview, addressee, proxy }: Parts,
  mcp: McpServer | undefined,
) {
  const { directory, version } = init;
  try {
    return await startControl(
      { name: basename(directory) || directory, directory, version, port: mcp?.port ?? 0, startedAt: startedAt() },
      (id) => {
        addressee.id = id;
        return {
          reader: readerOf(ring),
          errors: errorsOf(ring),
          processes,
          overview,
          proxy,
          onChange: (changed) => {
            const subscription = bus.subscribe("process.changed", changed);
            return () => subscription.close();
          },
          info: () => ({ id, version, pid: process.pid, directory, startedAt: startedAt(), mcpUrl: mcp?.url ?? null }),
          mcpAccess: () => ({ url: mcp?.url ?? null, token: init.mcpAccess.token ?? null }),
          coreReport: () => makeCoreReport({ ...init, ring, bus }),
        };
      },
    );
  } catch (error) {
    notReached(log, error);
    return undefined;
  }
}

/** When this program started, milliseconds since 1970. */
function startedAt(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

/** Gathers what the ingest threads find, and looks where new errors are. */
function watchOutput(bus: EventBus<Topics>, journal: Journal): Overview {
  const overview = new Overview();
  const happened = (event: ToldEvent) => {
    overview.event(event);
    journal.add({ kind: "event", event });
  };
  bus.subscribe("process.changed", ({ payload }) => journal.add({ kind: "process", process: payload }));
  bus.subscribe("error.detected", async ({ payload }) => {
    journal.add({ kind: "error", error: payload });
    if (!overview.error(payload)) return;
    const location = await locate(payload);
    if (location !== undefined) bus.publish("error.located", location);
  });
  bus.subscribe("error.located", ({ payload }) => overview.located(payload));
  bus.subscribe("url.detected", async ({ payload }) => {
    // A server tells its address when it listens, or a moment before.
    if (payload.urlKind === "service") await delay(OWNER_MS);
    const owner = payload.urlKind === "service" ? ownerOf(payload.url) : undefined;
    happened(owner === undefined ? payload : { ...payload, owner });
  });
  bus.subscribe("ready.detected", ({ payload }) => happened(payload));
  bus.subscribe("build.event", ({ payload }) => happened(payload));
  bus.subscribe("test.event", ({ payload }) => happened(payload));
  return overview;
}

/** Milliseconds from the telling of an address to the look at who listens there. */
const OWNER_MS = 300;

/** Who listens on a port of this machine. */
function ownerOf(url: string): ReturnType<typeof portOwner> {
  const { port, protocol } = new URL(url);
  return portOwner(port === "" ? (protocol === "https:" ? 443 : 80) : Number(port));
}

function notReached(log: SystemLog, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  log.write(`brum ps, logs and the like cannot reach this Brummer: ${why}`, { level: level.warn });
}
