/** Performs the effects of a run's state machine: the one place where children are spawned. */

import { type Stream, stream } from "../../core/index.ts";
import type { IntakeTools, LineAnalyser } from "../logs/index.ts";
import { type Child, runtime, type TerminalChild } from "../runtime/index.ts";
import { childEnvironment } from "./environment.ts";
import type { Launch, StopSignal } from "./launch.ts";
import { Leftover } from "./leftover.ts";
import { GRACE_MS, LATE_OUTPUT_MS, type Life, type LifeEffect, type LifeEvent, newLife, step } from "./lifecycle.ts";
import type { LinesCourier } from "./lines/index.ts";
import { RunOutput } from "./output.ts";
import { attempt, readPipe } from "./pipe.ts";
import type { readyChecks } from "./ready/index.ts";
import { TerminalTap } from "./terminal/tap.ts";
import type { Census } from "./tree/census.ts";
import { RunTree } from "./tree/run-tree.ts";
import type { TerminalOutput, TerminalSize } from "./types.ts";

/** Milliseconds between two looks at a tree that is ending: short at first, for one that ends willingly. */
const FIRST_LOOK_MS = 2;
const MAX_LOOK_MS = 20;
/** Bytes that wait for a program to read them from its terminal: a large paste. */
const MAX_TYPED_BYTES = 1 << 20;

/** What a thread's runs share. */
export interface RunTools {
  readonly intake: IntakeTools;
  /** Where the lines of terminals are made; undefined: in this thread. */
  readonly lines?: LinesCourier;
  readonly census: Census;
  /** A text for the environment of a run and all that it starts: no other run ever has it. */
  newMark(): string;
  /** The variables that a launch gets, and what is wrong with the places that they come from. */
  environment(launch: Launch): {
    readonly env: Readonly<Record<string, string>>;
    readonly warnings: readonly string[];
  };
  readonly startCheck: ReturnType<typeof readyChecks>;
  /** How large a new terminal is. */
  terminalSize(): TerminalSize;
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
  #tap: TerminalTap | undefined;
  #output: RunOutput | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #endCheck: (() => void) | undefined;
  #leftover: Leftover | undefined;
  #env: Readonly<Record<string, string>> = {};
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
      const output = this.#newOutput();
      if (this.launch.tty === true) {
        if (runtime.spawnTerminal === undefined)
          throw new Error("tty = true needs Bun; with Deno there is no terminal");
        const intake = output.openTerminal();
        this.#tap = new TerminalTap();
        const take = (bytes: Uint8Array) => {
          this.#tap?.push(bytes);
          attempt(() => intake.push(bytes, Date.now()), report);
        };
        this.#terminal = runtime.spawnTerminal({ ...options, ...this.#tools.terminalSize(), data: take });
        child = this.#terminal;
        outputEnd = this.#terminal.ended.then(() => attempt(() => intake.end(Date.now()), report));
      } else {
        const piped = runtime.spawn(options);
        child = piped;
        outputEnd = Promise.all([
          readPipe(piped.stdout, output.open(stream.stdout, "async"), report),
          readPipe(piped.stderr, output.open(stream.stderr, "async"), report),
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

  /** Types into its terminal; false: it has none. Throws where too much waits to be read by it. */
  input(bytes: Uint8Array): boolean {
    if (this.#terminal === undefined) return false;
    if (this.#terminal.waiting + bytes.length > MAX_TYPED_BYTES)
      throw new Error(`${this.launch.name} does not read what is typed: the last of it is lost.`);
    this.#terminal.write(bytes);
    return true;
  }

  /** False: it has no terminal. */
  resize(size: TerminalSize): boolean {
    this.#terminal?.resize(size.columns, size.rows);
    return this.#terminal !== undefined;
  }

  /** What its terminal was sent: see `TerminalTap.read`; undefined: it has no terminal, or is over. */
  output(since: number | null): Promise<TerminalOutput> | undefined {
    return this.#tap?.read(since);
  }

  get #stopSignal(): StopSignal {
    return this.launch.stopSignal ?? "SIGTERM";
  }

  get #stopTimeoutMs(): number {
    return this.launch.stopTimeoutMs ?? GRACE_MS;
  }

  #newOutput(): RunOutput {
    const { intake, lines } = this.#tools;
    this.#output = new RunOutput({
      launch: this.launch,
      source: this.source,
      intake,
      ...(lines === undefined ? {} : { lines }),
      newAnalyser: this.#tools.analyse(this.launch, this.source),
      tail: (of, text) => this.#listener.tail(of, text),
      troubled: (error) => this.#listener.troubled(this, error),
      warn: (text) => this.#listener.warned(this, text),
    });
    return this.#output;
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
        this.#later(this.#stopTimeoutMs, { type: "grace-over" });
        return;
      case "start-late-output":
        this.#awaitOutput(performance.now() + this.#stopTimeoutMs);
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
    this.#output?.close();
    this.#tap?.close();
    this.#tap = undefined;
    if (this.#tree === undefined) return;
    this.#leftover = new Leftover(this.#tree, () => this.#listener.leftoverChanged(this));
  }

  #later(milliseconds: number, event: LifeEvent): void {
    this.#timers.push(setTimeout(() => this.#dispatch(event), milliseconds));
  }

  /** Output that is held back is not late, as long as waiting for it takes no longer than a stop may. */
  #awaitOutput(until: number): void {
    const look = () => {
      const isHeld = performance.now() + LATE_OUTPUT_MS <= until && this.#output?.wasHeld(LATE_OUTPUT_MS) === true;
      if (isHeld) this.#awaitOutput(until);
      else this.#dispatch({ type: "output-late" });
    };
    this.#timers.push(setTimeout(look, LATE_OUTPUT_MS));
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
