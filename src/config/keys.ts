/** Every configuration key, declared as data: its place in the file is its name, and its variable follows from that. */

import { availableParallelism } from "node:os";
import { mapValues } from "es-toolkit";
import { limits, type Priority, priorities } from "../../core/index.ts";
import { type PackageManager, packageManagers } from "../detect/index.ts";
import { type ProxyMode, proxyModes } from "../proxy/index.ts";
import { topics } from "../topics.ts";
import { type Kind, oneOf, powerOfTwo, size, text, texts, whole, yesOrNo } from "./kinds.ts";
import { bearerToken, hostAddress } from "./kinds-net.ts";

/** One key. */
export interface Key<T = unknown> {
  /** Its tables and its name in the file, joined by dots: `core.ring_bytes`. */
  readonly name: string;
  readonly kind: Kind<T>;
  /** What holds where nobody sets it. */
  readonly initial: T;
  /** For the documentation, where the name does not say it; and what holds by default where that is not one value. */
  readonly meaning: string;
  /** Its value is shown to nobody. */
  readonly isSecret?: true;
}

/** Asynchronous handlers under way at once, for each core: most of them wait for something. */
const workersPerCore = 2.5;
/** Ingest threads, at most: one keeps up with some million lines a second, and each takes memory. */
const maxIngestThreads = 8;

/** A claim takes a quarter of a ring at most: the smallest rings that take a full batch, and any event. */
const ringBytes = size(4 * limits.batchBytes, limits.ringMaxBytes);
const ringSlots = powerOfTwo(4 * limits.batchRecords, limits.ringMaxSlots);
const errorBytes = size(limits.errorMinBytes, limits.ringMaxBytes);
const errorSlots = powerOfTwo(limits.ringMinSlots, limits.ringMaxSlots);
const busBytes = size(4 * limits.eventBytes, limits.busMaxBytes);
const busSlots = powerOfTwo(limits.busMinSlots, limits.busMaxSlots);

function key<T>(name: string, kind: Kind<T>, initial: T, meaning: string): Key<T> {
  return { name, kind, initial, meaning };
}

function busKeys(priority: Priority) {
  return {
    slots: key(`event_bus.${priority}.slots`, busSlots, limits.busSlots, `events of ${priority} priority`),
    bytes: key(`event_bus.${priority}.bytes`, busBytes, limits.busBytes, "their payloads"),
  };
}

/** The keys that stand alone in the file. */
export const topKeys = {
  preferredPackageManager: key<PackageManager | undefined>(
    "preferred_package_manager",
    oneOf(packageManagers),
    undefined,
    "runs the scripts; by default as the project says",
  ),
  mcpPort: key("mcp_port", whole(0, 65_535), 7777, "port of the MCP server; 0: any free one"),
  noMcp: key("no_mcp", yesOrNo, false, "no MCP server"),
  proxyPort: key("proxy_port", whole(0, 65_535), 19_888, "port of the proxy in full mode; 0: any free one"),
  proxyMode: key<ProxyMode>(
    "proxy_mode",
    oneOf(proxyModes),
    "reverse",
    "a port for each server that is announced, or one proxy that clients are told to use",
  ),
  proxyUrl: key<string | undefined>(
    "proxy_url",
    text("an address such as http://localhost:3000"),
    undefined,
    "a server that gets a port at the start; by default none",
  ),
  standardProxy: key("standard_proxy", yesOrNo, false, 'the same as proxy_mode = "full"'),
  noProxy: key("no_proxy", yesOrNo, false, "no proxy"),
} as const;

/** The table `[proxy]`. */
export const proxyKeys = {
  firstPort: key("proxy.first_port", whole(0, 65_535), 20_888, "servers get ports from here on; 0: any free ones"),
  bodyBytes: key("proxy.body_bytes", size(1024, 16 * 1024 * 1024), 64 * 1024, "of each body, kept"),
  exchanges: key("proxy.exchanges", whole(1, 100_000), 1_000, "the newest, kept"),
} as const;

/** The table `[mcp]`. */
export const mcpKeys = {
  token: {
    ...key<string | undefined>(
      "mcp.token",
      bearerToken,
      undefined,
      "who asks must send it (bearer); by default nobody must",
    ),
    isSecret: true,
  },
  host: key("mcp.host", hostAddress, "127.0.0.1", "address to listen on; one that other machines reach needs a token"),
  revealSecrets: key("mcp.reveal_secrets", yesOrNo, false, "agents see passwords and keys that processes print"),
} as const;

/** The table `[environment]`, but for its `overrides`. */
export const environmentKeys = {
  autoLoad: key("environment.auto_load", yesOrNo, true, "read .env files for every process"),
  files: key<readonly string[]>(
    "environment.files",
    texts("a file name"),
    [".env", ".env.<name>", ".env.local"],
    "those files, the strongest last; <name> is environment.name",
  ),
  name: key<string | undefined>(
    "environment.name",
    text("a name"),
    undefined,
    "by default the process's NODE_ENV, else development",
  ),
} as const;

/** The table `[core]`. */
export const coreKeys = {
  ringBytes: key("core.ring_bytes", ringBytes, limits.ringBytes, "text of the log"),
  ringSlots: key("core.ring_slots", ringSlots, limits.ringSlots, "lines of the log"),
  errorRingBytes: key(
    "core.error_ring_bytes",
    errorBytes,
    limits.errorBytes,
    "text of warnings and errors, kept apart",
  ),
  errorRingSlots: key("core.error_ring_slots", errorSlots, limits.errorSlots, "warnings and errors"),
  ingestThreads: key("core.ingest_threads", whole(1, maxIngestThreads), 1, "threads that read what processes print"),
} as const;

/** The table `[history]`. */
export const historyKeys = {
  enabled: key("history.enabled", yesOrNo, true, "keep what was printed, for later runs"),
  maxMegabytes: key("history.max_megabytes", whole(1, 1_000_000), 500, "size of a project's history; the oldest goes"),
  maxDays: key("history.max_days", whole(1, 36_500), 14, "age of what is kept"),
} as const;

/** The table `[log_files]`. */
export const logFileKeys = {
  directory: key<string | undefined>(
    "log_files.directory",
    text("a directory"),
    undefined,
    "a file for each process there; by default none",
  ),
  format: key<"text" | "ndjson">(
    "log_files.format",
    oneOf(["text", "ndjson"] as const),
    "text",
    "lines with their times, or objects",
  ),
  maxMegabytes: key("log_files.max_megabytes", whole(1, 100_000), 10, "size after which a file is put aside"),
  keep: key("log_files.keep", whole(0, 100), 5, "files of a process that were put aside"),
} as const;

/** The table `[event_bus]`, but for the priorities of its topics. */
export const busTableKeys = {
  workers: key(
    "event_bus.workers",
    whole(1, limits.busMaxWorkers),
    Math.ceil(workersPerCore * availableParallelism()),
    "handlers under way at once, in all threads; by default ⌈2.5 × cores⌉",
  ),
  queue: key(
    "event_bus.queue",
    whole(1, limits.busMaxQueue),
    limits.busQueue,
    "events of a priority that wait for a handler in a thread",
  ),
  high: busKeys("high"),
  medium: busKeys("medium"),
  low: busKeys("low"),
} as const;

/** The table whose keys are the topics: any other key in it is a mistake. */
export const topicTable = "event_bus.priorities";

/** One key for each topic; without quotation marks the dot in a topic's name makes a table, which does as well. */
export const priorityKeys = mapValues(topics, ({ priority }, topic) =>
  key<Priority>(`${topicTable}.${topic}`, oneOf(priorities), priority, ""),
);

/** All of them, in the order of the documentation. */
export const allKeys: readonly Key[] = [
  ...Object.values(topKeys),
  ...Object.values(environmentKeys),
  ...Object.values(coreKeys),
  ...Object.values(historyKeys),
  ...Object.values(logFileKeys),
  ...Object.values(mcpKeys),
  ...Object.values(proxyKeys),
  ...Object.values(busTableKeys).flatMap((one): Key[] => ("name" in one ? [one] : Object.values(one))),
  ...Object.values(priorityKeys),
];

/** The tables of the file; the dot in a topic's name makes one more where it stands without quotation marks. */
export const tableNames: readonly string[] = [
  "environment",
  "core",
  "history",
  "log_files",
  "mcp",
  "proxy",
  "event_bus",
  ...priorities.map((priority) => `event_bus.${priority}`),
  topicTable,
];

/**
 * Tables whose keys are names that the user chooses, or that another part knows: `[processes.web]`,
 * `[environment.overrides.web]`, `[keys]`. Files only.
 */
export const openTables = ["processes", "environment.overrides", "keys"] as const;

/** True for a table of the file, also for one that a topic's dot makes. */
export function isTableName(name: string): boolean {
  return allKeys.some((key) => key.name.startsWith(`${name}.`));
}

/** `core.ring_bytes` is `BRUMMER_CORE_RING_BYTES` in the environment. */
export function variableOf(name: string): string {
  return `BRUMMER_${name.toUpperCase().replaceAll(/\W/g, "_")}`;
}
