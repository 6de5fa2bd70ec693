/** What a scenario is: a few logical threads on shared memory, and what must hold after every schedule of them. */

import type { SharedBytes, SharedFloats, Words } from "../../../core/memory/index.ts";

/** The core as one logical thread has it: its own instance of every module, behind the checker's door. */
export type Core = typeof import("../core-face.ts");

/** What is reported on its own in the results. */
export const primitives = [
  "mutex",
  "rwlock",
  "semaphore",
  "event-count",
  "claims",
  "log-ring",
  "bus-channel",
  "bus",
] as const;
export type Primitive = (typeof primitives)[number];

/** An exact change of one source file of the core: declared tuning, or what breaks a twin. */
export interface Patch {
  /** Path from the repository's root, such as `core/sync/mutex.ts`. */
  readonly file: string;
  /** Must occur exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

/** A view that other threads see too. */
export type SharedView = Words | SharedBytes | SharedFloats;

/** A part of shared memory with a name for traces. */
export interface Region {
  readonly name: string;
  readonly view: SharedView;
  /** Names of single words, by index into the view (words views only). */
  readonly words?: Readonly<Record<number, string>>;
}

/** What a body has beside the core. */
export interface Run {
  /** Remembers a number for {@link Scenario.check}. */
  note(value: number): void;
}

/** What one schedule came to. */
export interface Outcome {
  /** What each thread noted, in its order. */
  readonly notes: readonly (readonly number[])[];
  /** The thread that died, if one did. */
  readonly dead: number | undefined;
}

/** One thread's work; deterministic but for what it reads through the door, with all its state made inside. */
export type Body = () => void | Promise<void>;

/**
 * `S` is what the threads share: views and buffers only, as real threads get it by a message.
 *
 * Bodies are run again and again from their start (see machine.ts), so that whatever can change is made in the function
 * which `join` returns; what never changes (views, layouts) is better made in `join`, once.
 */
export interface Scenario<S = unknown> {
  /** `primitive/what`, unique. */
  readonly name: string;
  readonly primitive: Primitive;
  /** Threads that begin at once. */
  readonly threads: number;
  /** Changes of the core on top of `tuning` in bundle.ts. */
  readonly tuning?: readonly Patch[];
  /** Plain writes and the pieces of copies may be interrupted too: for readers that race on purpose. */
  readonly racy?: boolean;
  /**
   * Waits with a time limit (below a second) may end by it, at any moment. Otherwise nobody's time is ever over: who would
   * be woken by a limit alone has lost a wake-up, and that is a deadlock.
   */
  readonly mayTimeOut?: boolean;
  /** Threads whose bodies are promises: they have event loops. */
  readonly eventLoops?: readonly number[];
  /** Threads that may die at any point, one per schedule. */
  readonly mortal?: readonly number[];
  /** Makes and fills the memory; once, through the bare door. */
  share(core: Core): S;
  regions(shared: S): readonly Region[];
  join(core: Core, shared: S, thread: number, run: Run): Body;
  /** The host's work when thread `dead` (its `threadId` is `dead + 1`) has died; runs as a thread of its own. */
  bury?(core: Core, shared: S, run: Run, dead: number): void;
  /** Runs alone when all threads have ended; its notes are the last of {@link Outcome.notes}. */
  after?(core: Core, shared: S, run: Run, dead: number | undefined): void;
  /** Throws an Error that says what is wrong. */
  check(outcome: Outcome): void;
}
