/** One name with its runs, one after the other: waiting for others, running, pausing before a restart, or over. */

import { level } from "../../core/index.ts";
import type { SystemLog, Tail } from "../logs/index.ts";
import { Run, type RunTools } from "./driver.ts";
import { durationText } from "./duration-text.ts";
import type { Launch } from "./launch.ts";
import { endText, leftoverText, startText } from "./messages.ts";
import { afterEnd } from "./restart.ts";
import { type Phase, snapshotOf } from "./snapshot.ts";
import { isAlive, type ProcessSnapshot, type TerminalOutput, type TerminalSize } from "./types.ts";

/** What it needs of its table. */
export interface NamedTools {
  readonly run: RunTools;
  readonly log: SystemLog;
  newId(name: string, at: number): string;
  /** The sequence of the next log record. */
  latest(): number;
  /** Why a run has failed, in a clause; undefined where nobody knows. */
  explain(snapshot: ProcessSnapshot): string | undefined;
  /** Called at every change. */
  publish(snapshot: ProcessSnapshot): void;
  /** Called once for each run, when it is over and all of it has been told. */
  publishExit(snapshot: ProcessSnapshot): void;
  publishTail(tail: Tail): void;
}

export class NamedProcess {
  readonly name: string;
  /** Source number of its log records. */
  readonly source: number;
  launch: Launch;
  id: string;
  startedAt: number;
  restarts = 0;
  firstRecord: number;
  phase: Phase = { kind: "over", error: null };
  run: Run | undefined;
  /** Restarts by the policy without a run that lived long. */
  #inARow = 0;
  #why: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosing = false;
  readonly #tools: NamedTools;

  constructor(launch: Launch, source: number, tools: NamedTools) {
    this.name = launch.name;
    this.source = source;
    this.launch = launch;
    this.startedAt = Date.now();
    this.id = tools.newId(launch.name, this.startedAt);
    this.firstRecord = tools.latest();
    this.#tools = tools;
  }

  get snapshot(): ProcessSnapshot {
    return snapshotOf(this);
  }

  /** Why its newest run has failed, as far as it is known. */
  get why(): string | null {
    return this.#why;
  }

  get isAlive(): boolean {
    return isAlive(this.snapshot.status);
  }

  /** Whether `id` is of its newest run. */
  is(id: string): boolean {
    return this.id === id;
  }

  /** It must not be alive, nor have left anything behind. With `open`: waits until {@link gate} lets it go on. */
  start(launch: Launch, open: readonly string[]): void {
    if (this.run !== undefined || this.phase.kind === "waiting") this.#newId();
    this.launch = launch;
    this.#inARow = 0;
    if (open.length > 0) this.#wait(open);
    else this.#begin();
  }

  /** What it still waits for: nothing, and it starts. With `error` it never will. */
  gate(open: readonly string[], error: string | null): void {
    if (this.phase.kind !== "waiting") return;
    if (error !== null) {
      this.phase = { kind: "over", error };
      this.#say(`${this.name} was not started: ${error}`, level.error);
      this.#publish();
    } else if (open.length > 0) {
      this.phase = { kind: "waiting", open };
      this.#publish();
    } else {
      this.#begin();
    }
  }

  /** Settles when nothing of it lives, and nothing will. */
  async stop(): Promise<void> {
    if (this.phase.kind === "waiting" || this.phase.kind === "pausing") {
      clearTimeout(this.#timer);
      this.phase = { kind: "over", error: null };
      this.#say(`${this.name} stopped before it ${this.run === undefined ? "started" : "started again"}`);
      this.#publish();
    }
    const { run } = this;
    if (run !== undefined && !run.life.over) {
      run.stop();
      await run.over;
    }
    await run?.endLeftover();
  }

  /** Of a run that is under way: ends it and starts the next. Settles when that is done. */
  async restartRun(): Promise<void> {
    const { run } = this;
    if (run === undefined || run.life.over) return;
    run.restart();
    await run.over;
  }

  /** Starts the same launch once more; it must not run. */
  startAgain(open: readonly string[]): void {
    clearTimeout(this.#timer);
    this.restarts += 1;
    this.#newId();
    this.#inARow = 0;
    if (open.length > 0) this.#wait(open);
    else this.#begin();
  }

  /** As {@link stop}, for ever. */
  close(): Promise<void> {
    this.#isClosing = true;
    return this.stop();
  }

  /** Types into its terminal; false: it has none, or does not run. */
  input(bytes: Uint8Array): boolean {
    return this.run !== undefined && !this.run.life.over && this.run.input(bytes);
  }

  /** False as for {@link input}. */
  resize(size: TerminalSize): boolean {
    return this.run !== undefined && !this.run.life.over && this.run.resize(size);
  }

  /** What its terminal was sent; undefined as false for {@link input}. */
  output(since: number | null): Promise<TerminalOutput> | undefined {
    return this.run === undefined || this.run.life.over ? undefined : this.run.output(since);
  }

  #newId(): void {
    this.startedAt = Date.now();
    this.id = this.#tools.newId(this.name, this.startedAt);
    this.firstRecord = this.#tools.latest();
  }

  #wait(open: readonly string[]): void {
    this.phase = { kind: "waiting", open };
    this.#say(`${this.name} waits for ${open.join(", ")}`);
    this.#publish();
  }

  #begin(): void {
    const run: Run = new Run(this.launch, this.source, this.#tools.run, {
      changed: () => this.#changed(run),
      finished: (_, restart) => this.#finished(run, restart),
      troubled: (_, error) => this.#troubled(error),
      warned: (_, text) => this.#say(text, level.warn),
      leftoverChanged: () => this.#leftoverChanged(run),
      tail: (stream, text) => this.#tools.publishTail({ source: this.source, stream, text }),
    });
    this.startedAt = Date.now();
    this.firstRecord = this.#tools.latest();
    this.run = run;
    this.#why = null;
    this.phase = { kind: "run" };
    run.spawn();
  }

  #changed(run: Run): void {
    // The end is told when it is known what follows: a failure that a restart follows is none that others see.
    if (run !== this.run || run.life.over) return;
    const { snapshot } = this;
    const { status, note, readyAt } = run.life;
    if (status === "running" && note !== null) this.#say(`${this.name} is not ready: ${note}`, level.warn);
    else if (status === "running" || status === "starting") this.#say(startText(snapshot));
    else if (status === "ready" && readyAt !== null) {
      const where = snapshot.url === null ? "" : ` at ${snapshot.url}`;
      this.#say(`${this.name} is ready${where} after ${durationText(readyAt - this.startedAt)}`);
    }
    this.#publish();
  }

  #finished(run: Run, restart: boolean): void {
    const { snapshot } = this;
    const failed = snapshot.status === "failed";
    this.#say(endText(snapshot), failed ? level.error : level.info);
    this.#why = failed ? (this.#tools.explain(snapshot) ?? null) : null;
    if (this.#why !== null) this.#say(`${this.name}: ${this.#why}`, level.warn);
    this.#tools.publishExit(this.snapshot);
    if (this.#isClosing) this.#publish();
    else if (restart) this.startAgain([]);
    else {
      if (snapshot.status !== "stopped" && run.life.pid === null) this.#follow(failed, snapshot);
      this.#publish();
    }
  }

  /** A run has ended by itself: what its policy wants. */
  #follow(failed: boolean, { endedAt, startedAt }: ProcessSnapshot): void {
    const livedMs = (endedAt ?? startedAt) - startedAt;
    const decision = afterEnd(this.launch.restart, { failed, livedMs, inARow: this.#inARow });
    if (!decision.restart) {
      if (decision.why !== null) this.#say(`${this.name} is not started again: ${decision.why}`, level.warn);
      return;
    }
    const { delayMs, inARow } = decision;
    this.#inARow = inARow;
    const note = `it is started again in ${durationText(delayMs)} (restart ${inARow} in a row)`;
    this.phase = { kind: "pausing", restartAt: Date.now() + delayMs, note };
    this.#say(`${this.name}: ${note}`);
    this.#timer = setTimeout(() => this.#startByPolicy(), delayMs);
  }

  #startByPolicy(): void {
    this.restarts += 1;
    this.#newId();
    // What the run before left behind may hold its port.
    const begin = () => {
      if (this.phase.kind === "pausing") this.#begin();
    };
    if (this.run === undefined || this.run.lookForLeftover().length === 0) begin();
    else void this.run.endLeftover().then(begin);
  }

  #leftoverChanged(run: Run): void {
    if (run !== this.run) return;
    if (run.leftover.length > 0 && this.phase.kind === "run") this.#say(leftoverText(this.snapshot), level.warn);
    this.#publish();
  }

  #troubled(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#say(`a part of the output of ${this.name} was lost by a mistake in Brummer: ${why}`, level.error);
  }

  #say(text: string, at: (typeof level)[keyof typeof level] = level.info): void {
    this.#tools.log.write(text, { source: this.source, level: at });
  }

  #publish(): void {
    this.#tools.publish(this.snapshot);
  }
}
