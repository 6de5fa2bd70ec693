/** The proxy with what it hears and tells: servers that are announced get a port, and lose it with their process. */

import { join } from "node:path";
import { CoreError, type EventBus, type LogReader, level } from "../../core/index.ts";
import type { ProxySettings } from "../config/index.ts";
import { projectKey } from "../history/index.ts";
import { type SystemLog, stateFolder } from "../logs/index.ts";
import { isAlive } from "../process/index.ts";
import type { ExchangeRow } from "../proxy/index.ts";
import { Capture, KnownPorts, ProxyControl, ProxyEngine } from "../proxy/thread.ts";
import type { Topics } from "../topics.ts";
import { type Service, Services } from "./proxy-services.ts";

/** Rows of one event: with long addresses some 40 KB, and an event holds 64. */
const ROWS_TOLD = 30;

export interface ProxyParts {
  readonly settings: ProxySettings;
  /** Of the project: its servers get the same ports again. */
  readonly directory: string;
  readonly bus: EventBus<Topics>;
  readonly log: SystemLog;
  readonly reader: LogReader;
  /** Told of the number of every exchange when it is over. */
  ended(id: number): void;
  /** What was over has been cleared. */
  cleared(): void;
}

/** The running proxy. */
export interface RunningProxy {
  readonly engine: ProxyEngine;
  readonly capture: Capture;
  /** What people and agents may ask of it. */
  readonly control: ProxyControl;
  /** Processes that had begun before this was up. */
  runs(names: readonly string[]): void;
  close(): Promise<void>;
}

/** Publishes rows, in halves where they are too large for an event; one that is too large by itself counts as passed. */
function tellRows(bus: EventBus<Topics>, rows: readonly ExchangeRow[], passed: number): void {
  try {
    bus.publish("proxy.exchanges", { rows, passed });
  } catch (error) {
    const isTooLarge = error instanceof CoreError && error.code === "bus.payload-too-large";
    if (!isTooLarge || rows.length === 0) throw error;
    const middle = rows.length >> 1;
    tellRows(bus, rows.slice(0, middle), passed + (rows.length === 1 ? 1 : 0));
    if (rows.length > 1) tellRows(bus, rows.slice(middle), 0);
  }
}

export function startProxy({ settings, directory, bus, log, reader, ended, cleared }: ProxyParts): RunningProxy {
  const capture = new Capture({
    latest: () => reader.latest(),
    bodyBytes: settings.bodyBytes,
    exchanges: settings.exchanges,
    tell: (rows, passed) => {
      let left = passed;
      for (let at = 0; at < rows.length || left > 0; at += ROWS_TOLD) {
        tellRows(bus, rows.slice(at, at + ROWS_TOLD), left);
        left = 0;
      }
    },
    cleared: (process) => {
      cleared();
      bus.publish("proxy.cleared", { process: process ?? null });
    },
    over: ({ id }) => ended(id),
  });
  const engine = new ProxyEngine({
    capture,
    hooks: {},
    ports: new KnownPorts(join(stateFolder(), "proxy-ports", `${projectKey(directory)}.json`)),
    firstPort: settings.firstPort,
    forwardPort: settings.port,
    changed: () => {
      bus.publish("proxy.state", engine.state);
      control.changed();
    },
  });
  const control = new ProxyControl(engine, capture);
  const warn = (error: unknown) => {
    const text = `Proxy: ${error instanceof Error ? error.message : String(error)}.`;
    log.write(text, { level: level.warn });
    bus.publish("system.notice", { level: "warn", text });
  };

  const running = new Set<string>();
  const register = async ({ url, process, label }: Service) => {
    // `localhost` and `127.0.0.1` with the same port are one server.
    const known = engine.mappings().find(({ target }) => new URL(target).port === new URL(url).port);
    try {
      const mapping = await engine.register({ url: known?.target ?? url, process, label });
      if (mapping !== undefined && known === undefined)
        log.write(`what ${mapping.target} is asked is recorded at ${mapping.proxyUrl}`);
    } catch (error) {
      // One that cannot have a port is as reachable as before: of that only the log tells.
      log.write(`Proxy: ${error instanceof Error ? error.message : String(error)}.`, { level: level.warn });
    }
  };
  const services = new Services({ runs: (name) => running.has(name), found: (service) => void register(service) });
  // Not as a part of the handler: the bus would wait for the server, and with it all that comes behind.
  bus.subscribe("url.detected", ({ payload }) => void services.announced(payload));
  bus.subscribe("process.changed", ({ payload: { name, status } }) => {
    if (isAlive(status)) running.add(name);
    else {
      running.delete(name);
      void engine.unregister({ process: name });
    }
  });
  void begin(engine, settings, log).catch(warn);
  return {
    engine,
    capture,
    control,
    runs(names) {
      for (const name of names) running.add(name);
    },
    async close() {
      await engine.close();
      capture.flush();
    },
  };
}

/** What is configured from the start on. */
async function begin(engine: ProxyEngine, { mode, url, port }: ProxySettings, log: SystemLog): Promise<void> {
  if (mode === "full" && url === undefined) {
    await engine.setMode("full");
    const { forward } = engine;
    if (forward === null) return;
    const isOther = port !== 0 && forward.port !== port ? ` (${port} is taken)` : "";
    log.write(`HTTP proxy for clients on port ${forward.port}${isOther}; browsers: ${forward.pacUrl}`);
    return;
  }
  if (mode === "full")
    log.write("A server of its own (proxy_url) needs the mode reverse: that is taken.", { level: level.warn });
  if (url === undefined) return;
  const mapping = await engine.register({ url, process: null, label: "custom" });
  if (mapping !== undefined) log.write(`what ${mapping.target} is asked is recorded at ${mapping.proxyUrl}`);
}
