/** Runs a thread's body, synchronous or on promises, and the turns of its event loop. */

import { drainMicrotasks } from "bun:jsc";
import { type LogicalThread, state, type Turn } from "./thread.ts";

/** What the machine has to do with it. */
export interface Runner {
  /** The running body has been stopped and must not have any effect. */
  readonly isUnwinding: boolean;
  /** The running body may have put something off. */
  hasMicrotasks: boolean;
  onError(thread: LogicalThread, error: unknown): void;
}

/** Runs the thread until it waits, ends, or is stopped (then this may throw). */
export function runThread(runner: Runner, thread: LogicalThread): void {
  if (thread.isAtRest) goOn(runner, thread);
  else start(runner, thread);
}

/** What a body has put off runs now. What a stopped one has left must not run in another thread's turn. */
export function drain(runner: Runner): void {
  if (!runner.hasMicrotasks) return;
  runner.hasMicrotasks = false;
  drainMicrotasks();
}

/** Runs the body from its start. */
function start(runner: Runner, thread: LogicalThread): void {
  thread.rewind();
  const promise = thread.body();
  if (!(promise instanceof Promise)) {
    drain(runner);
    if (!runner.isUnwinding) thread.state = state.done;
    return;
  }
  if (!thread.hasEventLoop) throw new Error("its body is a promise: the scenario does not list it in eventLoops");
  promise.then(
    () => {
      thread.isSettled = true;
    },
    (error: unknown) => runner.onError(thread, error),
  );
  drainMicrotasks();
  // What it stops later is to be drained as well.
  runner.hasMicrotasks = true;
  for (const turn of thread.turns) {
    if (runner.isUnwinding) return;
    takeTurn(thread, turn);
  }
  rest(runner, thread);
}

/** An event loop that was not interrupted needs no repetition: its promises and timers are as they were. */
function goOn(runner: Runner, thread: LogicalThread): void {
  thread.isAtRest = false;
  runner.hasMicrotasks = true;
  takeTurn(thread, thread.turns.at(-1) ?? 0);
  rest(runner, thread);
}

function takeTurn(thread: LogicalThread, turn: Turn): void {
  const item = turn >> 1;
  if ((turn & 1) === 0) {
    thread.wakes[item]?.();
  } else {
    const timer = thread.timers[item];
    if (timer !== undefined) {
      timer.isOver = true;
      timer.run();
    }
  }
  drainMicrotasks();
}

function rest(runner: Runner, thread: LogicalThread): void {
  if (runner.isUnwinding) return;
  thread.isAtRest = true;
  thread.state = thread.isSettled ? state.done : state.parked;
}
