/** What a running Brummer can be asked over its control socket: each request declared once, for both ends. */

import * as z from "zod";
import { levelNames, streamNames } from "../../core/index.ts";
import type { ErrorGroup } from "../errors/index.ts";
import { eventKinds, type ToldEvent } from "../events/index.ts";
import { lineKinds } from "../logs/index.ts";
import { processStatuses } from "../process/index.ts";
import { launchSchema } from "./launch-schema.ts";
import { proxyRequests } from "./proxy-requests.ts";

/** A request: what it takes, what is answered, and what comes before the answer, any number of times. */
export interface RequestSpec {
  readonly params: z.ZodType;
  /** Of each message of a stream; `z.never()` where nothing comes before the answer. */
  readonly item: z.ZodType;
  readonly answer: z.ZodType;
  /** Milliseconds after which the server answers with an error, and the client waits a little longer than that. */
  readonly limitMs: number;
}

/** A wait for as long as it takes: the client hears meanwhile that the server lives. */
const ENDLESS = Number.POSITIVE_INFINITY;
/** More than a stop may take of all processes: a minute each, at the same time. */
const STOP_MS = 90_000;

const names = z.array(z.string().min(1)).max(500);
const nothing = z.strictObject({});
/** What the other end is made of has the same types: both ends are of one version. */
const isObject = (value: unknown) => typeof value === "object" && value !== null;

/** A process as `brum ps --json` and the others show it. Times in milliseconds since 1970. */
const processInfo = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(processStatuses),
  pid: z.int().nullable(),
  command: z.string(),
  cwd: z.string(),
  startedAt: z.number(),
  readyAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  error: z.string().nullable(),
  note: z.string().nullable(),
  url: z.string().nullable(),
  restarts: z.int(),
  restartAt: z.number().nullable(),
  waitingFor: z.array(z.string()),
  /** Numbers of processes that it left behind. */
  leftover: z.array(z.int()),
  /** Whether it has a readiness check. */
  hasReadyCheck: z.boolean(),
  /** Hundredths of a core; null at the first look, and where it does not run. */
  cpu: z.number().nullable(),
  /** Bytes, of its whole tree. */
  memory: z.number().nullable(),
  /** Processes of its tree. */
  processes: z.int().nullable(),
  /** TCP ports that its tree listens on. */
  ports: z.array(z.int()),
});
export type ProcessInfo = z.output<typeof processInfo>;

/** A record of the log. */
const logLine = z.object({
  sequence: z.int(),
  /** Number of the error that it belongs to; 0 for none. */
  group: z.int(),
  time: z.number(),
  source: z.int(),
  /** Of the process; `brum` for what Brummer says of itself. */
  name: z.string(),
  stream: z.enum(streamNames),
  level: z.enum(levelNames),
  flags: z.int(),
  text: z.string(),
  styled: z.string().exactOptional(),
  /** It is no line that was asked for, but may stand around one. */
  around: z.literal(true).exactOptional(),
});
export type LogLine = z.output<typeof logLine>;

/** Where the lines begin: the newest `tail` ones, all from a cursor or a time on, or all that are kept. */
const logStart = z.union([
  z.strictObject({ tail: z.int().min(0) }),
  z.strictObject({ cursor: z.int().min(0) }),
  z.strictObject({ time: z.number() }),
  z.strictObject({}),
]);
export type LogStart = z.output<typeof logStart>;

export const requests = {
  /** Which Brummer this is. */
  "instance.info": {
    params: nothing,
    item: z.never(),
    answer: z.object({
      id: z.string(),
      version: z.string(),
      pid: z.int(),
      directory: z.string(),
      startedAt: z.number(),
      mcpUrl: z.string().nullable(),
    }),
    limitMs: 3_000,
  },
  /** How its MCP server is reached: who can ask for this may do all that can be done there. */
  "mcp.access": {
    params: nothing,
    item: z.never(),
    /** `url`: null where there is no server; `token`: null where it wants none. */
    answer: z.object({ url: z.string().nullable(), token: z.string().nullable() }),
    limitMs: 3_000,
  },
  /** All processes that were started; `usage`: with what they use. */
  "process.list": {
    params: z.strictObject({ usage: z.boolean() }),
    item: z.never(),
    answer: z.object({ processes: z.array(processInfo) }),
    limitMs: 8_000,
  },
  /** Starts; `duplicate`: a process of that name runs already, nothing was started. */
  "process.start": {
    params: z.strictObject({ launch: launchSchema }),
    item: z.never(),
    answer: z.object({ process: processInfo, duplicate: z.boolean() }),
    limitMs: 8_000,
  },
  "process.stop": {
    params: z.strictObject({ name: z.string().min(1) }),
    item: z.never(),
    answer: z.object({ process: processInfo }),
    limitMs: STOP_MS,
  },
  "process.restart": {
    params: z.strictObject({ name: z.string().min(1) }),
    item: z.never(),
    answer: z.object({ process: processInfo }),
    limitMs: STOP_MS,
  },
  /**
   * Answers when all of `names` are ready (or run, without a readiness check), or have ended; or as soon as one of them cannot
   * come to that any more, or the time is over. `reached`: whether each came to it.
   */
  "process.wait": {
    params: z.strictObject({
      names: names.min(1),
      until: z.enum(["ready", "done"]),
      timeoutMs: z.number().min(0).exactOptional(),
    }),
    item: z.never(),
    answer: z.object({
      processes: z.array(z.object({ process: processInfo, reached: z.boolean(), why: z.string() })),
      timedOut: z.boolean(),
    }),
    limitMs: ENDLESS,
  },
  /**
   * Lines of the log, all processes' or those of `names`, with `text` in them. Without `follow` the answer comes behind the
   * newest line, else never. `missed`: records (of all processes) that were overwritten before this reader came to them. Warnings
   * and errors are kept for longer: where those are asked for, they come also from before what the log has.
   */
  logs: {
    params: z.strictObject({
      names,
      start: logStart,
      text: z.string().max(1000),
      ignoreCase: z.boolean(),
      /** Least level. */
      level: z.enum(levelNames).exactOptional(),
      /** Milliseconds since 1970: lines before that. */
      until: z.number().exactOptional(),
      /** Lines of this error: the beginning of its fingerprint. */
      error: z.string().min(1).max(64).exactOptional(),
      /** Lines that are about any of these. */
      kinds: z.array(z.enum(lineKinds)).min(1).exactOptional(),
      /** True: also the lines that `text`, `level`, `error` and `kinds` leave out, each marked so. */
      around: z.boolean().exactOptional(),
      styled: z.boolean(),
      follow: z.boolean(),
    }),
    item: z.object({ lines: z.array(logLine), missed: z.int() }),
    answer: z.object({ cursor: z.int() }),
    limitMs: ENDLESS,
  },
  /** The errors that were seen, the most recent first: those of `names`, or all. `forgotten`: how many groups had to go. */
  "error.list": {
    params: z.strictObject({ names, limit: z.int().min(1).max(1000) }),
    item: z.never(),
    answer: z.object({ groups: z.array(z.custom<ErrorGroup>(isObject)), total: z.int(), forgotten: z.int() }),
    limitMs: 5_000,
  },
  /** One of them: by the beginning of its fingerprint. */
  "error.get": {
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    item: z.never(),
    answer: z.object({ group: z.custom<ErrorGroup>(isObject) }),
    limitMs: 5_000,
  },
  /** What tools told of builds, tests, addresses and readiness, oldest first; the newest `limit`. */
  "event.list": {
    params: z.strictObject({ names, kinds: z.array(z.enum(eventKinds)), limit: z.int().min(1).max(2000) }),
    item: z.never(),
    answer: z.object({ events: z.array(z.custom<ToldEvent>(isObject)), forgotten: z.int() }),
    limitMs: 5_000,
  },
  ...proxyRequests,
  /** The counters of the core: see `CoreReport` of the doctor, who checks them. */
  "doctor.core": { params: nothing, item: z.never(), answer: z.looseObject({}), limitMs: 5_000 },
} as const satisfies Record<string, RequestSpec>;

type Requests = typeof requests;
export type RequestName = keyof Requests;
export type Params<N extends RequestName> = z.output<Requests[N]["params"]>;
export type Answer<N extends RequestName> = z.output<Requests[N]["answer"]>;
export type Item<N extends RequestName> = z.output<Requests[N]["item"]>;

/** From the client. */
export const requestMessage = z.object({
  protocol: z.int(),
  id: z.int(),
  name: z.string(),
  params: z.unknown(),
});

/** From the server: a part of a stream, a sign of life, the end with an answer, or the end with a sentence. */
export const serverMessage = z.union([
  z.object({ id: z.int(), item: z.unknown() }),
  z.object({ id: z.int(), beat: z.literal(true) }),
  z.object({ id: z.int(), answer: z.unknown() }),
  z.object({ id: z.int(), error: z.string(), code: z.enum(["failed", "protocol"]) }),
]);
export type ServerMessage =
  | { readonly id: number; readonly item: unknown }
  | { readonly id: number; readonly beat: true }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string; readonly code: "failed" | "protocol" };
