/** What the program runs with: every key's value, under the names that the program uses. */

import { mapValues } from "es-toolkit";
import type { Priority } from "../../core/index.ts";
import type { PackageManager } from "../detect/index.ts";
import type { ProxyMode } from "../proxy/index.ts";
import type { Topics } from "../topics.ts";
import {
  busTableKeys,
  coreKeys,
  environmentKeys,
  historyKeys,
  type Key,
  logFileKeys,
  mcpKeys,
  priorityKeys,
  proxyKeys,
  topKeys,
} from "./keys.ts";

/** The table `[core]`. Sizes are powers of two. */
export interface CoreSettings {
  readonly ringBytes: number;
  readonly ringSlots: number;
  readonly errorRingBytes: number;
  readonly errorRingSlots: number;
  readonly ingestThreads: number;
}

/** The table `[event_bus]`. */
export interface EventBusSettings {
  /**
   * Asynchronous handlers under way at once, over all threads. Each thread that subscribes has the same share of them,
   * rounded down, and at least one: with more threads than workers they are as many as the threads.
   */
  readonly workers: number;
  /** Deliveries of one priority that a thread queues. */
  readonly queue: number;
  /** Events, and bytes of their payloads, that each priority holds: powers of two. */
  readonly rings: Readonly<Record<Priority, { readonly slots: number; readonly bytes: number }>>;
  /** The priority of every topic, changed or not. */
  readonly priorities: Readonly<Record<keyof Topics, Priority>>;
}

/** The table `[environment]`. */
export interface EnvironmentSettings {
  /** Whether `files` are read. */
  readonly autoLoad: boolean;
  /** Names of `.env` files, the strongest last; `<name>` in one stands for the environment's name. */
  readonly files: readonly string[];
  /** The environment's name; undefined: each process's NODE_ENV. */
  readonly name: string | undefined;
  /** Variables by the name of the process that they are for. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The table `[history]`. */
export interface HistorySettings {
  readonly enabled: boolean;
  readonly maxMegabytes: number;
  readonly maxDays: number;
}

/** The table `[log_files]`. */
export interface LogFilesSettings {
  /** As it was written: relative to the project; undefined: no files. */
  readonly directory: string | undefined;
  readonly format: "text" | "ndjson";
  readonly maxMegabytes: number;
  readonly keep: number;
}

/** The table `[mcp]`: who may ask, and for what. */
export interface McpAccess {
  /** Who asks must send it; undefined: nobody must. */
  readonly token: string | undefined;
  readonly host: string;
  /** Agents see what looks like a password or a key, too. */
  readonly revealSecrets: boolean;
}

/** The proxy: `proxy_…` and the table `[proxy]`. */
export interface ProxySettings {
  readonly enabled: boolean;
  readonly mode: ProxyMode;
  /** A server that gets a port at the start. */
  readonly url: string | undefined;
  /** Of the proxy in full mode. */
  readonly port: number;
  readonly firstPort: number;
  readonly bodyBytes: number;
  readonly exchanges: number;
}

/** All of it that has one value each. */
export interface Settings {
  readonly preferredPackageManager: PackageManager | undefined;
  readonly mcpPort: number;
  readonly mcp: boolean;
  readonly mcpAccess: McpAccess;
  readonly proxy: ProxySettings;
  readonly environment: Omit<EnvironmentSettings, "overrides">;
  readonly core: CoreSettings;
  readonly history: HistorySettings;
  readonly logFiles: LogFilesSettings;
  readonly eventBus: EventBusSettings;
}

/** Asks `value` for every key's value. */
export function settingsFrom(value: <T>(key: Key<T>) => T): Settings {
  const { high, medium, low } = busTableKeys;
  const ring = (of: typeof high) => ({ slots: value(of.slots), bytes: value(of.bytes) });
  return {
    preferredPackageManager: value(topKeys.preferredPackageManager),
    mcpPort: value(topKeys.mcpPort),
    mcp: !value(topKeys.noMcp),
    mcpAccess: {
      token: value(mcpKeys.token),
      host: value(mcpKeys.host),
      revealSecrets: value(mcpKeys.revealSecrets),
    },
    proxy: {
      enabled: !value(topKeys.noProxy),
      mode: value(topKeys.standardProxy) ? "full" : value(topKeys.proxyMode),
      url: value(topKeys.proxyUrl),
      port: value(topKeys.proxyPort),
      firstPort: value(proxyKeys.firstPort),
      bodyBytes: value(proxyKeys.bodyBytes),
      exchanges: value(proxyKeys.exchanges),
    },
    environment: {
      autoLoad: value(environmentKeys.autoLoad),
      files: value(environmentKeys.files),
      name: value(environmentKeys.name),
    },
    core: mapValues(coreKeys, (key) => value(key)),
    history: {
      enabled: value(historyKeys.enabled),
      maxMegabytes: value(historyKeys.maxMegabytes),
      maxDays: value(historyKeys.maxDays),
    },
    logFiles: {
      directory: value(logFileKeys.directory),
      format: value(logFileKeys.format),
      maxMegabytes: value(logFileKeys.maxMegabytes),
      keep: value(logFileKeys.keep),
    },
    eventBus: {
      workers: value(busTableKeys.workers),
      queue: value(busTableKeys.queue),
      rings: { high: ring(high), medium: ring(medium), low: ring(low) },
      priorities: mapValues(priorityKeys, (key) => value(key)),
    },
  };
}
