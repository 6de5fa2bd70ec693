/**
 * Commands between threads: typed requests and answers over a MessagePort, for control actions. Each has a time limit
 * and an error answer; what is on the hot path goes through shared memory instead.
 */

import type {
  Launch,
  ProcessSnapshot,
  ProcessUsage,
  StartResult,
  TerminalOutput,
  TerminalSize,
} from "../process/index.ts";
import type {
  Exchange,
  Kept,
  Mapping,
  ProxyMode,
  ProxyState,
  ReplayEdits,
  Replayed,
  WrittenExchange,
} from "../proxy/index.ts";

/** What can be asked: the request, the answer, and how long the asker waits at most. */
export interface Commands {
  "process.list": { request: null; answer: ProcessSnapshot[] };
  "process.start": { request: Launch; answer: StartResult };
  "process.stop": { request: string; answer: ProcessSnapshot };
  "process.restart": { request: string; answer: ProcessSnapshot };
  /** In the order of their dependencies; by the main thread alone. */
  "process.stop-all": { request: null; answer: null };
  "process.input": { request: { idOrName: string; bytes: Uint8Array }; answer: null };
  "process.resize": { request: { idOrName: string; size: TerminalSize }; answer: null };
  "process.size-terminals": { request: TerminalSize; answer: null };
  "process.terminal": { request: { idOrName: string; since: number | null }; answer: TerminalOutput };
  "process.usage": { request: null; answer: ProcessUsage[] };
  /** To an ingest thread that is not the first, by the first: see `TableClient`. */
  "table.start": { request: { launch: Launch; open: readonly string[] }; answer: StartResult };
  "table.restart": { request: { idOrName: string; open: readonly string[] }; answer: ProcessSnapshot };
  "table.gate": { request: { name: string; open: readonly string[]; error: string | null }; answer: null };
  "thread.close": { request: null; answer: null };
  /** To the history thread: what sources are called. */
  "history.names": { request: readonly { readonly source: number; readonly name: string }[]; answer: null };
  /** To the history thread by the proxy's thread: exchanges of HTTP that are over. */
  "history.exchanges": { request: readonly WrittenExchange[]; answer: null };
  /** To the net thread: what the program starts by itself is known, so commands may come. */
  "thread.begun": { request: null; answer: null };
  /** To the proxy's thread: see `ProxyAccess`. `after`: those with a number above it, as many as `most`. */
  "proxy.state": { request: null; answer: ProxyState };
  "proxy.kept": { request: { after: number; most: number }; answer: Kept };
  "proxy.find": { request: number; answer: Exchange | null };
  "proxy.clear": { request: string | null; answer: number };
  /** `key`: names it for `proxy.cancel`; milliseconds. */
  "proxy.replay": { request: { key: string; id: number; edits: ReplayEdits; ms: number }; answer: Replayed };
  "proxy.cancel": { request: string; answer: null };
  "proxy.mode": { request: ProxyMode; answer: null };
  "proxy.add": { request: string; answer: Mapping | null };
  "proxy.remove": { request: string; answer: boolean };
  /** To the proxy's thread by the main thread: processes that have begun before it was up. */
  "proxy.running": { request: readonly string[]; answer: null };
  /** To the net thread by the main thread: why there is no proxy any more. */
  "proxy.gone": { request: string; answer: null };
  /** For the environment of what is started from now on; to an ingest thread. */
  "thread.variables": { request: Readonly<Record<string, string>>; answer: null };
}

export type CommandName = keyof Commands;

/** Milliseconds: more than the longest time that a configured process may take to stop, which is a minute. */
const STOP_MS = 75_000;

/**
 * Milliseconds. A stop takes as long as the launch allows (5 s by default, a minute at most), and a second more for the
 * proof that nothing lives: only a thread that is stuck takes longer.
 */
const timeLimits: Readonly<Record<CommandName, number>> = {
  "process.list": 2_000,
  "process.start": 5_000,
  "process.stop": STOP_MS,
  "process.restart": STOP_MS + 5_000,
  "process.stop-all": STOP_MS,
  "process.input": 2_000,
  "process.resize": 2_000,
  "process.size-terminals": 2_000,
  /** It waits a second for something new. */
  "process.terminal": 5_000,
  "process.usage": 5_000,
  "table.start": 5_000,
  "table.restart": STOP_MS + 5_000,
  "table.gate": 5_000,
  "thread.close": STOP_MS,
  "history.names": 5_000,
  /** A file that another program has locked holds the thread up for seconds. */
  "history.exchanges": 30_000,
  "thread.begun": 2_000,
  "proxy.state": 2_000,
  "proxy.kept": 2_000,
  "proxy.find": 2_000,
  "proxy.clear": 2_000,
  /** It gives up by itself, after five minutes at most. */
  "proxy.replay": 305_000,
  "proxy.cancel": 2_000,
  "proxy.mode": 10_000,
  "proxy.add": 10_000,
  "proxy.remove": 10_000,
  "proxy.running": 2_000,
  "proxy.gone": 2_000,
  "thread.variables": 2_000,
};

/** Answers that are waited for at once over one port; one more is refused. */
const MAX_OPEN_REQUESTS = 1_000;

interface RequestMessage {
  readonly id: number;
  readonly name: CommandName;
  readonly request: unknown;
}

type AnswerMessage =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

/** Performs commands: one function for each that this thread answers. */
export type CommandHandlers = {
  readonly [N in CommandName]?: (request: Commands[N]["request"]) => Promise<Commands[N]["answer"]>;
};

/** Answers the requests that come in over `port`. An error of a handler becomes an error answer. */
export function serveCommands(port: MessagePort, handlers: CommandHandlers): void {
  port.onmessage = async (event: MessageEvent<RequestMessage>) => {
    const { id, name, request } = event.data;
    try {
      // The sender's types guarantee the request's shape: both ends are this program.
      const handler = handlers[name] as ((request: unknown) => Promise<unknown>) | undefined;
      if (handler === undefined) throw new Error(`this thread does not know the command ${name}`);
      port.postMessage({ id, ok: true, answer: await handler(request) } satisfies AnswerMessage);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      port.postMessage({ id, ok: false, error: text } satisfies AnswerMessage);
    }
  };
  port.start();
}

/** The asking end of a port. */
export class CommandClient {
  readonly #port: MessagePort;
  readonly #open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #dead: string | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = (event: MessageEvent<AnswerMessage>) => {
      const message = event.data;
      const waiting = this.#open.get(message.id);
      this.#open.delete(message.id);
      if (message.ok) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.error));
    };
    port.start();
  }

  /** Rejects with a sentence when the command fails, when its time limit passes, or when the other thread is dead. */
  request<N extends CommandName>(name: N, request: Commands[N]["request"]): Promise<Commands[N]["answer"]> {
    if (this.#dead !== undefined) return Promise.reject(new Error(this.#dead));
    if (this.#open.size >= MAX_OPEN_REQUESTS) {
      return Promise.reject(new Error(`${name}: ${MAX_OPEN_REQUESTS} commands wait for answers already; try again.`));
    }
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<Commands[N]["answer"]>();
    const limit = timeLimits[name];
    const timer = setTimeout(() => {
      this.#open.delete(id);
      reject(new Error(`${name} was not answered within ${limit / 1000} s.`));
    }, limit);
    const settled = () => clearTimeout(timer);
    promise.then(settled, settled);
    // The answer's type follows from the command's name: both ends are this program.
    this.#open.set(id, { resolve: (answer) => resolve(answer as Commands[N]["answer"]), reject });
    this.#port.postMessage({ id, name, request } satisfies RequestMessage);
    return promise;
  }

  /** The other thread is gone: open and later requests fail with `why`. */
  abandon(why: string): void {
    this.#dead = why;
    for (const waiting of this.#open.values()) waiting.reject(new Error(why));
    this.#open.clear();
  }
}
