/**
 * Runs one schedule of a scenario's threads, all in this one thread, by re-execution.
 *
 * A thread's body is ordinary synchronous (or promise) code. Where it is preempted or has to wait, the others run inside its
 * call of the door, on top of its stack. Where one is to go on that has others on top of it, those are given up: the door
 * throws {@link SUSPEND} through them, and goes on throwing while they unwind, so that no `finally` has an effect. To go on,
 * such a body is run again from its start: its accesses get the results that were logged, up to the point where it had been
 * stopped.
 *
 * Every ordered access is a *step*, before which another thread may be chosen; so is every end of a run (a wait, the end of
 * the body). A schedule is written down by its deviations from the default, which is to let the thread go on, or to choose
 * the first that can (see plan.ts).
 */

import { Choices, choice as kinds, NOTHING } from "./choices.ts";
import { drain, runThread } from "./event-loop.ts";
import type { SharedMemory } from "./memory.ts";
import { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { Shadow } from "./shadow.ts";
import { LogicalThread, state } from "./thread.ts";
import type { Failure, TraceEntry } from "./trace.ts";
import { Waiters } from "./waiters.ts";

/** Thrown through a body to stop it. No Error: no stack is taken. */
export const SUSPEND: unique symbol = Symbol("suspend");
/** Steps of a schedule at most: more is a loop that waits for somebody without saying so. */
export const STEP_LIMIT = 3000;
/** How often a thread dies at random where it may die or be preempted, roughly. */
const DEATHS = 0.25;
/** What a wait returns, as it is logged. */
export const waitResult = { ok: 0, notEqual: 1, timedOut: 2 } as const;

/** What a run of {@link Machine} is to do. */
export interface Orders {
  readonly plan: Plan;
  /** Preemptions that the whole schedule may have. */
  readonly preemptions: number;
  /** Deviates at random, and writes the deviations to `plan`. */
  readonly random?: { readonly source: Random; readonly rate: number } | undefined;
}

/** What the threads of a schedule did, in full: enough to do the same on real threads. */
export interface Recording {
  /** The thread of each step that was made, in order. */
  readonly order: number[];
  /** Per thread: what its accesses returned, its waits and clocks included; of copies a checksum. */
  readonly results: readonly number[][];
}

export class Machine {
  memory: SharedMemory;
  shadow: Shadow;
  threads: readonly LogicalThread[] = [];
  /** Index of the thread that cleans up after a death, and of the one that looks at the end; in `threads` always. */
  undertaker = 0;
  epilogue = 0;
  isRacy = false;
  /** The thread that runs. */
  thread: LogicalThread;
  /** The running body has been stopped and must not have any effect. */
  isUnwinding = false;
  /** The running body may have put something off. */
  hasMicrotasks = false;
  failure: Failure | undefined;
  dead: number | undefined;
  /** Steps of this schedule, and per step how many other choices there were: without and with a preemption. */
  step = 0;
  readonly free = new Uint8Array(STEP_LIMIT + 2);
  readonly paid = new Uint8Array(STEP_LIMIT + 2);
  /** Preemptions of this schedule. */
  preemptions = 0;
  /** Accesses checked, over all schedules. */
  accesses = 0;
  /** Virtual milliseconds. */
  time = 0;
  /** A list makes the machine write down what happens. */
  trace: TraceEntry[] | undefined;
  /** Makes the machine record what it does. */
  recording: Recording | undefined;
  /** Says which code is running, for the trace. */
  placeOf: () => string = () => "";
  #scenario: Scenario;
  #choices = new Choices([], false);
  #orders: Orders = { plan: new Plan(), preemptions: 0 };
  #nextDeviation = 0;
  /** The step before which something is to be decided. */
  #stop = 0;
  /** The running thread has just been chosen: its first step offers no preemption. */
  #isFresh = false;
  #preemptionsLeft = 0;
  /** How many choices a preemption has at the moment. */
  #others = 0;
  /** 1 if the running thread may die. */
  #mayDie = 0;
  /** What a preemption chose. */
  #next = NOTHING;
  readonly #waiters = new Waiters();

  constructor(scenario: Scenario, memory: SharedMemory) {
    this.#scenario = scenario;
    this.memory = memory;
    this.shadow = new Shadow(0, 0, () => {});
    this.thread = new LogicalThread(0, state.ready);
    this.setUp(scenario, memory);
  }

  /** Takes up another scenario: machines are kept, as engines take a while to compile what they run. */
  setUp(scenario: Scenario, memory: SharedMemory): void {
    this.#scenario = scenario;
    this.isRacy = scenario.racy === true;
    this.memory = memory;
    this.undertaker = scenario.threads;
    this.epilogue = scenario.threads + 1;
    this.threads = Array.from(
      { length: scenario.threads + 2 },
      (_, index) =>
        new LogicalThread(index, index < scenario.threads ? state.ready : state.dormant, {
          isMortal: scenario.mortal?.includes(index) === true,
          hasEventLoop: scenario.eventLoops?.includes(index) === true,
        }),
    );
    this.#choices = new Choices(this.threads, scenario.mayTimeOut === true);
    this.shadow = new Shadow(this.threads.length, memory.size, (address, earlier) =>
      this.fail("race", "", { address, earlier }),
    );
    this.thread = this.#at(0);
  }

  /** Runs one schedule; `failure` says how it went. */
  run(orders: Orders): void {
    this.#begin(orders);
    this.#schedule(undefined);
    if (this.failure === undefined) this.#check();
  }

  /** Before an ordered access: the place where another thread may be chosen. */
  point(): void {
    if (this.isUnwinding) throw SUSPEND;
    const step = ++this.step;
    if (step < this.#stop) {
      this.paid[step] = this.#preemptionsLeft > 0 ? this.#others : 0;
      this.free[step] = this.#mayDie;
    } else if (this.#decide()) {
      // It has been away, and was chosen to go on.
      this.point();
      return;
    }
    if (this.recording !== undefined) this.recording.order.push(this.thread.index);
  }

  /** Logs the result of an access that the running thread has just made. */
  leave(value: number): number {
    this.accesses++;
    if (this.recording !== undefined) this.#record(this.thread, value);
    if (!this.thread.record(value)) this.fail("livelock", `thread ${this.thread.index} loops without an end`);
    return value;
  }

  /** As {@link leave} for a copy out of shared memory. */
  leaveBytes(bytes: Uint8Array): void {
    this.accesses++;
    if (this.recording !== undefined) this.#record(this.thread, checksum(bytes));
    if (!this.thread.recordBytes(bytes)) this.fail("livelock", `thread ${this.thread.index} loops without an end`);
  }

  /** The running thread sleeps on a word; returns what its wait does. */
  block(address: number, timeoutMs: number): number {
    const thread = this.thread;
    thread.state = state.blocked;
    thread.waitsFor = address;
    thread.deadline = this.time + timeoutMs;
    this.#waiters.add({ thread, address, wake: -1 });
    this.#suspend();
    return thread.replay();
  }

  /** The running thread's asynchronous wait number `wake` sleeps on a word. */
  park(address: number, wake: number): void {
    this.#waiters.add({ thread: this.thread, address, wake });
  }

  /** Wakes up to `count` waiters of a word; returns how many. */
  notify(address: number, count: number): number {
    const woken = this.#waiters.take(address, count);
    for (const { thread, wake } of woken) {
      if (wake < 0) this.#wake(thread, waitResult.ok);
      else thread.due.push(2 * wake);
      this.note("woken", thread.index, "");
    }
    if (woken.length > 0) this.#count();
    return woken.length;
  }

  /** Ends the schedule as wrong. */
  fail(kind: Failure["kind"], message: string, race?: Failure["race"]): never {
    this.failure ??= { kind, message, ...(race === undefined ? {} : { race }) };
    this.isUnwinding = true;
    throw SUSPEND;
  }

  /** Writes down an event that is no access. */
  note(what: string, thread: number, value: string): void {
    this.trace?.push({ thread, what, address: -1, words: 0, isWrite: false, isPlain: false, value, place: "" });
  }

  #record(thread: LogicalThread, value: number): void {
    this.recording?.results[thread.index]?.push(value);
  }

  #wake(thread: LogicalThread, result: number): void {
    this.#record(thread, result);
    thread.wake(result);
  }

  #at(index: number): LogicalThread {
    const thread = this.threads[index];
    if (thread === undefined) throw new RangeError(`no thread ${index}`);
    return thread;
  }

  #begin(orders: Orders): void {
    this.memory.reset();
    this.memory.forgetViews();
    this.shadow.begin();
    for (const thread of this.threads) thread.reset();
    this.#waiters.clear();
    this.failure = undefined;
    this.dead = undefined;
    this.step = 0;
    this.time = 0;
    this.preemptions = 0;
    this.#orders = orders;
    this.#nextDeviation = 0;
    this.#preemptionsLeft = orders.preemptions;
    this.#next = NOTHING;
    this.#aim();
  }

  /** Finds the next step at which something is to be decided. */
  #aim(): void {
    const { plan, random } = this.#orders;
    if (random === undefined) this.#stop = plan.steps[this.#nextDeviation] ?? STEP_LIMIT;
    else this.#stop = this.step + 1 + Math.floor(Math.log(1 - random.source.next()) / Math.log(1 - random.rate));
    if (this.#stop > STEP_LIMIT) this.#stop = STEP_LIMIT;
  }

  /** At a step that may deviate. True: another thread was chosen, and later this one again. */
  #decide(): boolean {
    let paid = this.#preemptionsLeft > 0 ? this.#others : 0;
    if (this.#isFresh) {
      this.#isFresh = false;
      this.step--;
      this.#aim();
      if (this.#mayDie === 0) return false;
      this.step++;
      paid = 0;
    }
    const step = this.step;
    this.paid[step] = paid;
    this.free[step] = this.#mayDie;
    if (step >= STEP_LIMIT) this.fail("livelock", `no end after ${STEP_LIMIT} steps: a thread waits without blocking`);
    if (step !== this.#stop) return false;
    const choice = this.#take(step, this.#mayDie + paid);
    this.#aim();
    if (choice === 0) return false;
    if (choice <= this.#mayDie) {
      this.#next = this.thread.index * 4 + kinds.die;
      this.isUnwinding = true;
      throw SUSPEND;
    }
    this.#pay();
    const others = [...this.#choices.enabled(this.time, this.thread), ...this.#choices.timeouts(this.time)];
    this.#next = others[choice - this.#mayDie - 1] ?? NOTHING;
    this.note("is preempted", this.thread.index, "");
    this.#suspend();
    return true;
  }

  /** Which of the choices 0 to `most` is taken at a step. */
  #take(step: number, most: number): number {
    const { plan, random } = this.#orders;
    if (random !== undefined) {
      // At a stop it is known that the thread is to be interrupted, if that is possible; rather than that it dies, as there
      // is little left to interrupt then.
      const first = this.#mayDie === 1 && most > 1 && random.source.next() >= DEATHS ? 2 : 1;
      const choice = most === 0 ? 0 : first + random.source.below(most - first + 1);
      if (choice > 0) plan.push(step, choice);
      return choice;
    }
    if (plan.steps[this.#nextDeviation] !== step) return 0;
    const choice = plan.choices[this.#nextDeviation++] ?? 0;
    if (choice > most) this.fail("error", `the schedule does not fit: step ${step} has no choice ${choice}`);
    return choice;
  }

  #pay(): void {
    this.#preemptionsLeft--;
    this.preemptions++;
  }

  /** Chooses who goes on when the last thread has stopped by itself. */
  #choose(): number {
    const choices = this.#choices.enabled(this.time);
    const enabled = choices.length;
    if (enabled === 0) {
      if (this.#isOver()) return this.#startEpilogue();
      choices.push(...this.#choices.timeouts(this.time));
      if (choices.length === 0) return this.#deadlock();
    }
    const last = this.thread;
    if (this.#canDie(last) && (last.state === state.blocked || last.state === state.parked)) {
      choices.push(last.index * 4 + kinds.die);
    }
    const free = choices.length - 1;
    if (enabled > 0) choices.push(...this.#choices.timeouts(this.time));
    if (choices.length === 1) return choices[0] ?? NOTHING;
    const paid = this.#preemptionsLeft > 0 ? choices.length - 1 - free : 0;
    const step = ++this.step;
    this.free[step] = free;
    this.paid[step] = paid;
    let choice: number;
    const { plan, random } = this.#orders;
    if (random === undefined) {
      choice = this.#stop === step ? this.#takeFree(step, free + paid) : 0;
    } else {
      choice = random.source.below(free + paid + 1);
      if (choice > 0) plan.push(step, choice);
    }
    if (choice > free) this.#pay();
    this.#aim();
    return choices[choice] ?? NOTHING;
  }

  /** As {@link #take}, outside of bodies. */
  #takeFree(step: number, most: number): number {
    try {
      return this.#take(step, most);
    } catch (error) {
      if (error !== SUSPEND) throw error;
      return 0;
    }
  }

  /**
   * The running thread stops here, and goes on from here when it is chosen again: the others run on top of its stack. Where
   * one below it on the stack is chosen first, its body is given up, to be run again from its start.
   */
  #suspend(): void {
    const thread = this.thread;
    // What is put off runs in the order of its coming, whoever let it run: only what is alone may stay.
    if (!thread.hasEventLoop && !thread.hasMicrotasks) {
      thread.isOnStack = true;
      const goesOn = this.#schedule(thread);
      thread.isOnStack = false;
      if (goesOn) return;
    }
    this.isUnwinding = true;
    throw SUSPEND;
  }

  /**
   * Lets one thread after the other go on: until `waiting` (true), which is on top of the stack, or one below it on the
   * stack, or, without it, until all is over.
   */
  #schedule(waiting: LogicalThread | undefined): boolean {
    while (this.failure === undefined) {
      const choice = this.#next === NOTHING ? this.#choose() : this.#next;
      this.#next = NOTHING;
      if (choice === NOTHING) return false;
      const thread = this.#at(choice >> 2);
      const kind = choice & 3;
      if (kind === kinds.die) {
        this.#die(thread);
        if (thread === waiting) return false;
        continue;
      }
      if (thread.isOnStack && thread !== waiting) {
        this.#next = choice;
        return false;
      }
      if (kind === kinds.timeOut) this.#timeOut(thread);
      if (thread.state === state.parked) thread.turns.push(thread.due.shift() ?? this.#dueTimer(thread));
      this.#switchTo(thread);
      if (thread === waiting) return true;
      this.#execute(thread);
    }
    return false;
  }

  #switchTo(thread: LogicalThread): void {
    this.thread = thread;
    thread.state = state.ready;
    this.#count();
    this.#mayDie = this.#canDie(thread) ? 1 : 0;
    this.isUnwinding = false;
    this.#isFresh = true;
    this.#stop = this.step + 1;
  }

  #die(thread: LogicalThread): void {
    thread.state = state.dead;
    this.dead = thread.index;
    this.#waiters.remove(thread, true);
    this.note("dies", thread.index, "");
    if (this.#scenario.bury === undefined) return;
    const undertaker = this.#at(this.undertaker);
    undertaker.state = state.ready;
    this.shadow.join(undertaker.index, thread.index);
  }

  /** The time until which the thread waits has come. */
  #timeOut(thread: LogicalThread): void {
    this.time = Math.max(this.time, thread.nextTime());
    if (thread.state !== state.blocked) return;
    this.#waiters.remove(thread, false);
    this.#wake(thread, waitResult.timedOut);
    this.note("times out", thread.index, "");
  }

  #dueTimer(thread: LogicalThread): number {
    return 2 * (thread.firstTimer() ?? 0) + 1;
  }

  #execute(thread: LogicalThread): void {
    try {
      runThread(this, thread);
    } catch (error) {
      this.onError(thread, error);
      drain(this);
    }
    if (this.isUnwinding) return;
    if (this.#isFresh) {
      // It made no step at all: what was to be decided at the next step still is.
      this.#isFresh = false;
      this.#aim();
    }
  }

  /** Something in a body has thrown: a mistake, unless the body is being stopped. */
  onError(thread: LogicalThread, error: unknown): void {
    // A body that was stopped may also be told late.
    if (this.isUnwinding || error === SUSPEND) return;
    this.isUnwinding = true;
    const message = error instanceof Error ? `${error.message}` : String(error);
    this.failure ??= { kind: "error", message: `thread ${thread.index}: ${message}` };
  }

  /** How many choices a preemption of the running thread would have. */
  #count(): void {
    this.#others = this.#choices.countOthers(this.thread, this.time);
  }

  #canDie(thread: LogicalThread): boolean {
    return thread.isMortal && this.dead === undefined;
  }

  #isOver(): boolean {
    return this.threads.every((thread) => thread.state >= state.done);
  }

  #startEpilogue(): number {
    const epilogue = this.#at(this.epilogue);
    if (epilogue.state !== state.dormant || this.#scenario.after === undefined) return NOTHING;
    epilogue.state = state.ready;
    for (const thread of this.threads) if (thread !== epilogue) this.shadow.join(epilogue.index, thread.index);
    return epilogue.index * 4 + kinds.run;
  }

  #deadlock(): number {
    const waiting = this.threads
      .filter((thread) => thread.state === state.blocked || thread.state === state.parked)
      .map((thread) => {
        const what = thread.state === state.parked ? "its event loop" : this.memory.name(thread.waitsFor);
        return `thread ${thread.index} waits for ${what}`;
      });
    this.failure = { kind: "deadlock", message: `nobody can go on: ${waiting.join(", ")}` };
    return NOTHING;
  }

  #check(): void {
    try {
      this.#scenario.check({ notes: this.threads.map((thread) => thread.notes), dead: this.dead });
    } catch (error) {
      this.failure = { kind: "check", message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** A number that is unlikely to be the same for other bytes. */
export function checksum(bytes: Uint8Array): number {
  let sum = bytes.length;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  return sum;
}
