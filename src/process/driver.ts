/** Performs the effects of a run's state machine: the one place where children are spawned and signalled. */

import { setImmediate as turn } from "node:timers/promises";
import { delay } from "es-toolkit";
import { type Stream, stream } from "../../core/index.ts";
import { type IntakeTools, LogIntake } from "../logs/index.ts";
import { type Child, runtime } from "../runtime/index.ts";
import { childEnvironment } from "./environment.ts";
import { groupLives, signalGroup } from "./groups.ts";
import { GRACE_MS, LATE_OUTPUT_MS, type Life, type LifeEffect, type LifeEvent, newLife, step } from "./lifecycle.ts";
import type { Launch } from "./types.ts";

/** Milliseconds of reading one pipe after which everything else in the thread gets its turn. */
const TURN_MS = 4;
/** Milliseconds between two looks at a group that is ending. */
const GROUP_LOOK_MS = 20;
/** Milliseconds between two looks at what a process left behind when it ended by itself. */
const LEFTOVER_LOOK_MS = 1000;

/** What a run tells its owner. */
export interface RunListener {
  /** After every change of the state. */
  changed(run: Run): void;
  /** A part of its output could not be taken in: a mistake in Brummer, and what follows is still read. */
  troubled(run: Run, error: unknown): void;
  /** Once, when the run is over. `restart`: it is to be started again. */
  finished(run: Run, restart: boolean): void;
  /** What stands in the open last line of one of its streams; empty when the line has ended. */
  tail(of: Stream, text: string): void;
}

/** One run of a process, from spawn to its end. */
export class Run {
  readonly launch: Launch;
  readonly source: number;
  #life: Life = newLife;
  #group: number | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #leftoverTimer: ReturnType<typeof setTimeout> | undefined;
  #leftoverEnd: Promise<void> | undefined;
  readonly #listener: RunListener;
  readonly #over = Promise.withResolvers<void>();

  constructor(launch: Launch, source: number, listener: RunListener) {
    this.launch = launch;
    this.source = source;
    this.#listener = listener;
  }

  get life(): Life {
    return this.#life;
  }

  /** Settles when the run is over. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Group of the processes that live on although the run is over. */
  get leftover(): number | undefined {
    return this.#life.over ? this.#group : undefined;
  }

  /** Starts the child; its lines go to the ring from now on. */
  spawn(tools: IntakeTools): void {
    let child: Child;
    try {
      const env = childEnvironment(process.env, this.launch);
      child = runtime.spawn({ argv: this.launch.argv, cwd: this.launch.cwd, env });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#dispatch({ type: "spawn-failed", error: why, at: Date.now() });
      return;
    }
    this.#group = child.pid;
    const intake = (of: Stream) =>
      new LogIntake(tools, { source: this.source, stream: of, tail: (text) => this.#listener.tail(of, text) });
    const report = (error: unknown) => this.#listener.troubled(this, error);
    const readers = [
      read(child.stdout, intake(stream.stdout), report),
      read(child.stderr, intake(stream.stderr), report),
    ];
    this.#dispatch({ type: "spawned", pid: child.pid });
    void child.exited.then((status) => this.#dispatch({ type: "exited", ...status, at: Date.now() }));
    void Promise.all(readers).then(() => this.#dispatch({ type: "output-ended" }));
  }

  stop(): void {
    this.#dispatch({ type: "stop" });
  }

  restart(): void {
    this.#dispatch({ type: "restart" });
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
        if (this.#group !== undefined) signalGroup(this.#group, effect.signal);
        return;
      case "start-grace":
        this.#later(GRACE_MS, { type: "grace-over" });
        return;
      case "start-late-output":
        this.#later(LATE_OUTPUT_MS, { type: "output-late" });
        return;
      case "watch-group":
        this.#watchGroup();
        return;
      case "finish":
        for (const timer of this.#timers) clearTimeout(timer);
        this.#timers = [];
        if (this.#group !== undefined && !groupLives(this.#group)) this.#group = undefined;
        else this.#watchLeftover();
    }
  }

  #later(milliseconds: number, event: LifeEvent): void {
    this.#timers.push(setTimeout(() => this.#dispatch(event), milliseconds));
  }

  #watchGroup(): void {
    if (this.#group === undefined || !groupLives(this.#group)) {
      this.#dispatch({ type: "group-gone" });
      return;
    }
    this.#timers.push(setTimeout(() => this.#watchGroup(), GROUP_LOOK_MS));
  }

  /**
   * A group's number stays ours only while something of it lives; then the system may give it to a stranger. So what a
   * run leaves behind is looked after until it is gone, and forgotten in that moment.
   */
  #watchLeftover(): void {
    if (this.#group === undefined) return;
    this.#leftoverTimer = setTimeout(() => {
      if (this.#group !== undefined && groupLives(this.#group)) this.#watchLeftover();
      else this.#forgetGroup();
    }, LEFTOVER_LOOK_MS);
  }

  /**
   * Ends what the run left behind; settles when it is gone, or a second after it has been sent SIGKILL. All who ask meanwhile
   * wait for the same end, and go on in the order in which they asked.
   */
  endLeftover(): Promise<void> {
    this.#leftoverEnd ??= this.#endLeftover();
    return this.#leftoverEnd;
  }

  async #endLeftover(): Promise<void> {
    clearTimeout(this.#leftoverTimer);
    const group = this.#group;
    if (group === undefined) return;
    signalGroup(group, "SIGTERM");
    await goneWithin(group, LATE_OUTPUT_MS);
    if (groupLives(group)) {
      signalGroup(group, "SIGKILL");
      await goneWithin(group, LATE_OUTPUT_MS);
    }
    this.#forgetGroup();
  }

  #forgetGroup(): void {
    if (this.#group === undefined) return;
    this.#group = undefined;
    this.#listener.changed(this);
  }
}

/** Settles when nothing of the group lives, or the time is over. */
async function goneWithin(group: number, milliseconds: number): Promise<void> {
  const limit = Date.now() + milliseconds;
  while (Date.now() < limit && groupLives(group)) await delay(GROUP_LOOK_MS);
}

/** Reads a pipe to its end. A pipe that breaks has ended: nothing more can come from it. */
async function read(
  pipe: ReadableStream<Uint8Array>,
  intake: LogIntake,
  report: (error: unknown) => void,
): Promise<void> {
  const reader = pipe.getReader();
  const attempt = (take: () => void) => {
    try {
      take();
    } catch (error) {
      report(error);
    }
  };
  let turnAt = performance.now() + TURN_MS;
  for (;;) {
    // A pipe that is never empty gives its chunks without a turn of the event loop: commands and timers would starve.
    if (performance.now() > turnAt) {
      await turn();
      turnAt = performance.now() + TURN_MS;
    }
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done || value === undefined) break;
    attempt(() => intake.push(value, Date.now()));
  }
  attempt(() => intake.end(Date.now()));
}
