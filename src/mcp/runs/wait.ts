/** Waiting for a process until there is something to say of it. */

import { setTimeout as delay } from "node:timers/promises";
import type { ProcessSnapshot } from "../../process/index.ts";
import type { Exchange } from "../exchange.ts";
import { cut } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { ToolContext } from "../tool.ts";
import { type Address, Addresses, type Ports, portsOf } from "./address.ts";
import { errorsOf } from "./run-errors.ts";
import { LastLine } from "./run-lines.ts";
import { toldOf } from "./told.ts";
import { type Sight, type Until, type Verdict, verdictOf } from "./verdict.ts";

export interface Wait {
  readonly until: Until;
  readonly limitMs: number;
  /** It ran already: one that has been silent about itself for longer than the limit will not speak now. */
  readonly isOld: boolean;
}

/** What was seen last. `verdict`: undefined where the time was over first, or nobody waits any more. */
export interface Waited {
  readonly sight: Sight;
  readonly verdict: Verdict | undefined;
}

const noPorts: Ports = new Map();

/**
 * Looks at a process at every happening until it has come to what is waited for, has failed, or the time is over. Follows the
 * name over its runs: whoever restarts it meanwhile, it is the newest that counts. The process is left as it is.
 */
export async function waitFor(
  context: ToolContext,
  name: string,
  { until, limitMs, isOld }: Wait,
  exchange: Exchange,
): Promise<Waited> {
  const { journal } = context;
  const { signal } = exchange;
  const began = Date.now();
  const watch = new Watch(context, name, began);
  const news = new News(context, exchange, limitMs);
  for (;;) {
    const heard = journal.last;
    const sight = await watch.look(signal);
    const verdict = verdictOf(sight, until);
    if (verdict !== undefined) return settled(context, watch, until, { sight, verdict }, signal);
    const left = began + limitMs - Date.now();
    if (left <= 0 || signal.aborted || (isOld && isSilent(sight.process, until, limitMs))) return { sight, verdict };
    await news.tell(sight, until, watch.lastText);
    // What happened during the look is looked at now; else whatever comes next.
    if (journal.last === heard) await journal.next(Math.min(left, mcpLimits.lookMs), signal);
    await delay(mcpLimits.lookPauseMs);
  }
}

/** It runs for longer than a new one would be waited for, and nothing will tell when it is ready. */
function isSilent({ status, launch, startedAt }: ProcessSnapshot, until: Until, limitMs: number): boolean {
  return until === "ready" && status === "running" && launch.ready === undefined && Date.now() - startedAt > limitMs;
}

/** What belongs to a verdict comes a moment later: an address that is told in the next line, the place of an error. */
async function settled(
  { journal }: ToolContext,
  watch: Watch,
  until: Until,
  first: Waited,
  signal: AbortSignal,
): Promise<Waited> {
  const end = Date.now() + mcpLimits.mostCalmMs;
  let waited = first;
  for (let left = end - Date.now(); left > 0 && !signal.aborted; left = end - Date.now()) {
    const heard = journal.last;
    await journal.next(Math.min(left, mcpLimits.calmMs), signal);
    const isCalm = journal.last === heard;
    const sight = await watch.look(signal);
    waited = { sight, verdict: verdictOf(sight, until) ?? waited.verdict };
    const lacksAddress = waited.verdict?.outcome === "ready" && sight.address === undefined;
    if (isCalm && !lacksAddress) break;
  }
  return waited;
}

/** Looks at one process again and again. */
class Watch {
  readonly #context: ToolContext;
  readonly #name: string;
  readonly #began: number;
  readonly #lastLine: LastLine;
  readonly #addresses = new Addresses();
  #activeAt = 0;
  /** Its open line, else the last one that it has printed. */
  lastText = "";

  constructor(context: ToolContext, name: string, began: number) {
    this.#context = context;
    this.#name = name;
    this.#began = began;
    this.#lastLine = new LastLine(context.reader);
  }

  async look(signal: AbortSignal): Promise<Sight> {
    const { processes, overview, tail } = this.#context;
    const process = (await processes.list()).find(({ name }) => name === this.#name);
    if (process === undefined) throw new Error(`${this.#name} is not known any more.`);
    const told = toldOf(process, overview.events().events);
    const line = this.#lastLine.of(process);
    const now = Date.now();
    const lastText = tail(process.source) || (line?.text ?? "");
    // A progress bar or a spinner is no silence.
    if (lastText !== this.lastText) this.#activeAt = this.lastText === "" ? (line?.time ?? 0) : now;
    this.lastText = lastText;
    const quietMs = now - Math.max(line?.time ?? 0, this.#activeAt, process.startedAt);
    let ports: Ports = noPorts;
    let address: Address | undefined;
    const isDue = quietMs >= mcpLimits.quietListenerMs || now - process.startedAt >= mcpLimits.oldListenerMs;
    if (process.status === "running" || process.status === "ready") {
      const isUnclear = process.launch.ready === undefined && told.readyUrl === null;
      if (isUnclear && (told.services.length > 0 || isDue)) ports = await portsOf(processes);
      address = await this.#addresses.of(process, told, ports, signal);
    }
    return {
      process,
      told,
      address,
      ports: isDue ? (ports.get(this.#name) ?? []) : [],
      hasErrors: errorsOf(overview, process, told).length > 0,
      quietMs,
      saidMs: now - Math.max(told.ready?.time ?? 0, this.#began),
    };
  }
}

/** Tells the client how the wait goes. */
class News {
  readonly #context: ToolContext;
  readonly #exchange: Exchange;
  readonly #limitMs: number;
  readonly #began = Date.now();
  #toldAt = 0;
  #status = "";

  constructor(context: ToolContext, exchange: Exchange, limitMs: number) {
    this.#context = context;
    this.#exchange = exchange;
    this.#limitMs = limitMs;
  }

  /** At once when its status is another than before, else every second. */
  async tell({ process }: Sight, until: Until, lastText: string): Promise<void> {
    if (!this.#exchange.wantsProgress) return;
    const passed = Date.now() - this.#began;
    if (process.status === this.#status && passed - this.#toldAt < mcpLimits.progressMs) return;
    this.#status = process.status;
    // Each message must tell of more than the one before.
    this.#toldAt = Math.max(passed, this.#toldAt + 1);
    const { name, status, waitingFor } = process;
    const open = waitingFor.length > 0 ? ` for ${waitingFor.join(", ")}` : "";
    const line = lastText === "" ? "" : `; last line: ${cut(lastText, mcpLimits.briefBytes)}`;
    const what = until === "ready" ? "to be ready" : "to end";
    const text = `Waiting for ${name} ${what}: ${status}${open}${line}`;
    // Whoever does not hear it may still take the answer.
    await this.#exchange.progress(this.#toldAt / 1000, this.#limitMs / 1000, this.#context.mask(text)).catch(() => {});
  }
}
