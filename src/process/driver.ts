/** Performs the effects of a run's state machine: the one place where children are spawned. */

import { type Stream, stream } from "../../core/index.ts";
import { type IntakeTools, type LineAnalyser, LogIntake } from "../logs/index.ts";
import { type Child, runtime, type TerminalChild } from "../runtime/index.ts";
import { childEnvironment } from "./environment.ts";
import type { Launch, StopSignal } from "./launch.ts";
import { Leftover } from "./leftover.ts";
import { GRACE_MS, LATE_OUTPUT_MS, type Life, type LifeEffect, type LifeEvent, newLife, step } from "./lifecycle.ts";
import { attempt, readPipe } from "./pipe.ts";
import type { readyChecks } from "./ready/index.ts";
import type { Census } from "./tree/census.ts";
import { RunTree } from "./tree/run-tree.ts";
import type { TerminalSize } from "./types.ts";

/** Milliseconds between two looks at a tree that is ending: short at first, for one that ends willingly. */
const FIRST_LOOK_MS = 2;
const MAX_LOOK_MS = 20;
/** A terminal's size until somebody looks at it. */
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** What a thread's runs share. */
export interface RunTools {
  readonly intake: IntakeTools;
  readonly census: Census;
  /** A text for the environment of a run and all that it starts: no other run ever has it. */
  newMark(): string;
  /** The variables that a launch gets, and what is wrong with the places that they come from. */
  environment(launch: Launch): {
    readonly env: Readonly<Record<string, string>>;
    readonly warnings: readonly string[];
  };
  readonly startCheck: ReturnType<typeof readyChecks>;
  /** Reads what a run prints: makes a reader for each of its streams. */
  analyse(launch: Launch, source: number): () => LineAnalyser;
}

/** What a run tells its owner. */
export interface RunListener {
  /** After every change of the state. */
  changed(run: Run): void;
  /** Something about it is not as its author may think: a sentence. */
  warned(run: Run, text: string): void;
  /** A part of its output could not be taken in: a mistake in Brummer, and what follows is still read. */
  troubled(run: Run, error: unknown): void;
  /** Once, when the run is over. `restart`: it was asked to start again. */
  finished(run: Run, restart: boolean): void;
  /** After the end: what it left behind is another than before. */
  leftoverChanged(run: Run): void;
  /** What stands in the open last line of one of its streams; empty when the line has ended. */
  tail(of: Stream, text: string): void;
}

/** One run of a process, from spawn to its end. */
export class Run {
  readonly launch: Launch;
  readonly source: number;
  #life: Life = newLife;
  #tree: RunTree | undefined;
  #terminal: TerminalChild | undefined;
  #intakes: readonly LogIntake[] = [];
  #timers: ReturnType<typeof setTimeout>[] = [];
  #endCheck: (() => void) | undefined;
  #leftover: Leftover | undefined;
  #env: Readonly<Record<string, string>> = {};
  #newAnalyser: (() => LineAnalyser) | undefined;
  readonly #tools: RunTools;
  readonly #listener: RunListener;
  readonly #over = Promise.withResolvers<void>();

  constructor(launch: Launch, source: number, tools: RunTools, listener: RunListener) {
    this.launch = launch;
    this.source = source;
    this.#tools = tools;
    this.#listener = listener;
  }

  get life(): Life {
    return this.#life;
  }

  /** Settles when the run is over. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Numbers of the processes that live on although the run is over, as of the last look. */
  get leftover(): readonly number[] {
    return this.#leftover?.pids ?? [];
  }

  /** The same, as of now. */
  lookForLeftover(): readonly number[] {
    return this.#leftover?.look() ?? [];
  }

  /** Ends what the run left behind; settles when it is gone, or a second after it has been sent SIGKILL. */
  async endLeftover(): Promise<void> {
    await this.#leftover?.end();
  }

  /** Numbers of all living processes of the run. */
  members(): readonly number[] {
    return this.#tree?.members().map(({ pid }) => pid) ?? [];
  }

  /** Starts the child; its lines go to the ring from now on. */
  spawn(): void {
    const mark = this.#tools.newMark();
    const report = (error: unknown) => this.#listener.troubled(this, error);
    let outputEnd: Promise<unknown>;
    let child: Pick<Child, "pid" | "exited">;
    try {
      const { env, warnings } = this.#tools.environment(this.launch);
      for (const warning of warnings) this.#listener.warned(this, warning);
      this.#env = childEnvironment(env, this.launch, mark);
      const options = { argv: this.launch.argv, cwd: this.launch.cwd, env: this.#env };
      if (this.launch.tty === true) {
        if (runtime.spawnTerminal === undefined)
          throw new Error("tty = true needs Bun; with Deno there is no terminal");
        const intake = this.#intake(stream.stdout);
        const take = (bytes: Uint8Array) => attempt(() => intake.push(bytes, Date.now()), report);
        this.#terminal = runtime.spawnTerminal({ ...options, ...DEFAULT_SIZE, data: take });
        child = this.#terminal;
        outputEnd = this.#terminal.ended.then(() => attempt(() => intake.end(Date.now()), report));
      } else {
        const piped = runtime.spawn(options);
        child = piped;
        outputEnd = Promise.all([
          readPipe(piped.stdout, this.#intake(stream.stdout), report),
          readPipe(piped.stderr, this.#intake(stream.stderr), report),
        ]);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#dispatch({ type: "spawn-failed", error: why, at: Date.now() });
      return;
    }
    this.#tree = new RunTree(child.pid, mark, this.#tools.census);
    this.#dispatch({ type: "spawned", pid: child.pid, isChecked: this.launch.ready !== undefined });
    void child.exited.then((status) => {
      this.#tree?.childEnded();
      this.#dispatch({ type: "exited", ...status, at: Date.now() });
    });
    void outputEnd.then(() => this.#dispatch({ type: "output-ended" }));
  }

  stop(): void {
    this.#dispatch({ type: "stop" });
  }

  restart(): void {
    this.#dispatch({ type: "restart" });
  }

  /** Types into its terminal; false: it has none. */
  input(bytes: Uint8Array): boolean {
    this.#terminal?.write(bytes);
    return this.#terminal !== undefined;
  }

  /** False: it has no terminal. */
  resize(size: TerminalSize): boolean {
    this.#terminal?.resize(size.columns, size.rows);
    return this.#terminal !== undefined;
  }

  get #stopSignal(): StopSignal {
    return this.launch.stopSignal ?? "SIGTERM";
  }

  #intake(of: Stream): LogIntake {
    const tail = (text: string) => this.#listener.tail(of, text);
    this.#newAnalyser ??= this.#tools.analyse(this.launch, this.source);
    const analyser = this.#newAnalyser();
    const intake = new LogIntake(this.#tools.intake, { source: this.source, stream: of, tail, analyser });
    this.#intakes = [...this.#intakes, intake];
    return intake;
  }

  #dispatch(event: LifeEvent): void {
    const { life, effects } = step(this.#life, event);
    if (life === this.#life && effects.length === 0) return;
    const changed = life.status !== this.#life.status || life.over !== this.#life.over;
    this.#life = life;
    for (const effect of effects) this.#perform(effect);
    if (changed) this.#listener.changed(this);
    const finish = effects.find((effect) => effect.type === "finish");
    if (finish === undefined) return;
    this.#over.resolve();
    this.#listener.finished(this, finish.restart);
  }

  #perform(effect: LifeEffect): void {
    switch (effect.type) {
      case "signal":
        this.#tree?.signal(effect.how === "force" ? "SIGKILL" : this.#stopSignal);
        return;
      case "start-grace":
        this.#later(this.launch.stopTimeoutMs ?? GRACE_MS, { type: "grace-over" });
        return;
      case "start-late-output":
        this.#later(LATE_OUTPUT_MS, { type: "output-late" });
        return;
      case "watch-tree":
        this.#watchTree(FIRST_LOOK_MS);
        return;
      case "start-check":
        this.#startCheck();
        return;
      case "end-check":
        this.#endCheck?.();
        this.#endCheck = undefined;
        return;
      case "finish":
        this.#finish();
    }
  }

  #startCheck(): void {
    const run = { launch: this.launch, source: this.source, env: this.#env };
    this.#endCheck = this.#tools.startCheck(run, {
      ready: (url) => this.#dispatch({ type: "ready", url, at: Date.now() }),
      notReady: (why) => this.#dispatch({ type: "not-ready", why }),
    });
  }

  #finish(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
    // What its grandchildren still print is taken in, and said to be late.
    for (const intake of this.#intakes) intake.isLate = true;
    if (this.#tree === undefined) return;
    this.#leftover = new Leftover(this.#tree, () => this.#listener.leftoverChanged(this));
  }

  #later(milliseconds: number, event: LifeEvent): void {
    this.#timers.push(setTimeout(() => this.#dispatch(event), milliseconds));
  }

  /** Those that join the tree meanwhile are asked to end too. */
  #watchTree(lookMs: number): void {
    // What was seen to be empty is looked at once more: the proof must not be older than the question.
    const isGone = (tree: RunTree) => tree.members().length === 0 && tree.members(performance.now()).length === 0;
    if (this.#tree === undefined || isGone(this.#tree)) {
      this.#dispatch({ type: "tree-gone" });
      return;
    }
    this.#tree.signalNewcomers(this.#stopSignal);
    this.#timers.push(setTimeout(() => this.#watchTree(Math.min(2 * lookMs, MAX_LOOK_MS)), lookMs));
  }
}
