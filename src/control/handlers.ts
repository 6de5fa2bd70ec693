/** What a running Brummer answers to each request. */

import type { LogReader } from "../../core/index.ts";
import type { Overview } from "../analysis/index.ts";
import type { ErrorGroup } from "../errors/index.ts";
import type { ProcessClient, ProcessSnapshot } from "../process/index.ts";
import type { ProxyAccess } from "../proxy/index.ts";
import { streamLogs } from "./log-stream.ts";
import { infoOf } from "./process-info.ts";
import { proxyHandlers } from "./proxy-handlers.ts";
import type { Answer, Params } from "./requests.ts";
import type { Handlers } from "./server.ts";
import { SourceNames } from "./source-names.ts";
import { verdictOf } from "./waiting.ts";

/** Milliseconds after which a wait looks again by itself: an event may have been missed. */
const LOOK_MS = 2_000;

/** What the handlers work on. */
export interface ControlContext {
  readonly reader: LogReader;
  /** Warnings and errors, also of longer ago. */
  readonly errors: LogReader;
  readonly processes: ProcessClient;
  readonly overview: Overview;
  /** Undefined: there is no proxy. */
  readonly proxy?: ProxyAccess | undefined;
  /** Calls back at every change of a process until the function that it returns is called. */
  onChange(changed: () => void): () => void;
  info(): Answer<"instance.info">;
  mcpAccess(): Answer<"mcp.access">;
  /** The doctor's report on the core. */
  coreReport(): object;
}

/** One for each request. */
export function controlHandlers(context: ControlContext): Handlers {
  const { processes, reader, errors, overview } = context;
  /** Throws a sentence for a name of no process. */
  const check = async (names: readonly string[]) => {
    if (names.length === 0) return;
    const known = await SourceNames.of(() => processes.list());
    for (const name of names) known.source(name);
  };
  return {
    "instance.info": () => context.info(),
    "mcp.access": () => context.mcpAccess(),
    "process.list": async ({ usage }) => {
      const [all, used] = await Promise.all([processes.list(), usage ? processes.usage() : []]);
      return {
        processes: all.map((one) =>
          infoOf(
            one,
            used.find(({ name }) => name === one.name),
          ),
        ),
      };
    },
    "process.start": async ({ launch }) => {
      const { process, duplicate } = await processes.start(launch);
      return { process: infoOf(process), duplicate };
    },
    "process.stop": async ({ name }) => ({ process: infoOf(await processes.stop(name)) }),
    "process.restart": async ({ name }) => ({ process: infoOf(await processes.restart(name)) }),
    "process.wait": (params, { signal }) => waitFor(context, params, signal),
    logs: (params, exchange) =>
      streamLogs(
        {
          reader,
          errors,
          names: () => processes.list(),
          numbersOf: (id) => overview.numbersOf(groupOf(overview, id).fingerprint),
        },
        params,
        exchange,
      ),
    "error.list": async ({ names, limit }) => {
      await check(names);
      const { groups, forgotten } = overview.errors();
      const wanted = groups.filter(
        (group) => names.length === 0 || names.some((name) => group.processes.includes(name)),
      );
      return { groups: wanted.slice(0, limit), total: wanted.length, forgotten };
    },
    "error.get": ({ id }) => ({ group: groupOf(overview, id) }),
    "event.list": async ({ names, kinds, limit }) => {
      await check(names);
      const { events, forgotten } = overview.events();
      const wanted = events.filter(
        (event) =>
          (names.length === 0 || names.includes(event.process)) && (kinds.length === 0 || kinds.includes(event.kind)),
      );
      return { events: wanted.slice(-limit), forgotten };
    },
    ...proxyHandlers(context.proxy),
    "doctor.core": () => ({ ...context.coreReport() }),
  };
}

function groupOf(overview: Overview, id: string): ErrorGroup {
  const group = overview.find(id);
  if (group !== undefined) return group;
  throw new Error(`No error, or more than one, has a fingerprint that begins with "${id}": brum errors lists them.`);
}

/** Looks at every change until all have come to it, one cannot, or the time is over. */
async function waitFor(
  { processes, onChange }: ControlContext,
  { names, until, timeoutMs }: Params<"process.wait">,
  signal: AbortSignal,
): Promise<Answer<"process.wait">> {
  const end = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  let wake = Promise.withResolvers<void>();
  const stopListening = onChange(() => wake.resolve());
  const onAbort = () => wake.resolve();
  signal.addEventListener("abort", onAbort);
  try {
    for (;;) {
      wake = Promise.withResolvers();
      const known = await processes.list();
      const verdicts = names.map((name) => {
        const process = found(known, name);
        return { process: infoOf(process), ...verdictOf(process, until) };
      });
      const isOver = verdicts.every(({ over }) => over) || verdicts.some(({ over, reached }) => over && !reached);
      const left = end - performance.now();
      if (isOver || left <= 0 || signal.aborted) {
        return {
          processes: verdicts.map(({ process, reached, why }) => ({ process, reached, why })),
          timedOut: !isOver,
        };
      }
      const timer = setTimeout(() => wake.resolve(), Math.min(left, LOOK_MS));
      await wake.promise;
      clearTimeout(timer);
    }
  } finally {
    stopListening();
    signal.removeEventListener("abort", onAbort);
  }
}

function found(known: readonly ProcessSnapshot[], name: string): ProcessSnapshot {
  const process = known.find((one) => one.name === name || one.id === name);
  if (process !== undefined) return process;
  const names = known.map((one) => one.name);
  throw new Error(
    `No process "${name}" was started here. ${names.length === 0 ? "None was." : `Known: ${names.join(", ")}.`}`,
  );
}
