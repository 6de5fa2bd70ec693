/**
 * The door of a real thread that takes part in a recorded schedule: real Atomics on real shared memory, one thread at a
 * time. A shared word, the *token*, says which step of the schedule is being made; a thread that comes to its next step
 * passes the token on and waits until it is there again. Only sleeping and waking are played from the record.
 */

import * as production from "../../../core/memory/door.ts";
import type { Words } from "../../../core/memory/index.ts";
import { type Clock, copyParts, type Door, WAIT_RESULTS } from "../engine/door.ts";
import { checksum, waitResult } from "../engine/machine.ts";

/** Thrown through a body whose thread dies here, or goes another way than the record. */
export const STOP: unique symbol = Symbol("stop");
/** Looks at the token before sleeping: about as long as another thread's step takes. */
const SPINS = 200;
/** Milliseconds for the token to come: steps take microseconds. */
const TOKEN_MS = 10_000;

/** What this thread is to do. */
export interface Part {
  /** Which steps of the schedule are its own. */
  readonly steps: readonly number[];
  readonly results: readonly number[];
  /** The step that must be over before it begins, for a thread that begins after others; -1 for none. */
  readonly after: number;
  /** It ends after the last of its steps, without a word. */
  readonly dies: boolean;
}

export class TokenThread {
  /** What made this thread leave the record; undefined: nothing. */
  divergence: string | undefined;
  isStopped = false;
  readonly wakes: (() => void)[] = [];
  readonly timers: (() => void)[] = [];
  readonly door: Door;
  readonly clock: Clock;
  readonly #token: Words;
  readonly #isRacy: boolean;
  #part: Part = { steps: [], results: [], after: -1, dies: false };
  #step = 0;
  #result = 0;
  /** False while the scenario is set up: accesses are just made then. */
  #isPlaying = false;

  constructor(token: Words, isRacy: boolean) {
    this.#token = token;
    this.#isRacy = isRacy;
    this.door = this.#makeDoor();
    this.clock = {
      now: () => this.#next(),
      setTimeout: (run, _delayMs, ...values) => {
        this.#next();
        return this.timers.push(() => run(...values)) - 1;
      },
      clearTimeout: () => {},
      queueMicrotask: (task) => {
        Promise.resolve()
          .then(task)
          .catch((error: unknown) => {
            if (error !== STOP) this.divergence ??= String(error);
          });
      },
    };
  }

  begin(part: Part): void {
    this.#isPlaying = true;
    this.#part = part;
    this.#step = 0;
    this.#result = 0;
    this.divergence = undefined;
    this.isStopped = false;
    this.wakes.length = 0;
    this.timers.length = 0;
    if (part.after >= 0) this.#await(part.after + 1);
  }

  /** After the body: passes the token on, and sees whether all was done that was recorded. */
  end(): void {
    this.#pass();
    const { steps, results } = this.#part;
    if (this.isStopped || this.divergence !== undefined) return;
    if (this.#step < steps.length || this.#result < results.length) {
      this.divergence = `it made ${this.#step} of ${steps.length} steps`;
    }
  }

  /** Passes the token on, if this thread had it. */
  #pass(): void {
    const last = this.#part.steps[this.#step - 1];
    if (last === undefined || Atomics.load(this.#token, 0) !== last) return;
    Atomics.store(this.#token, 0, last + 1);
    Atomics.notify(this.#token, 0);
  }

  /** Waits for its next step. */
  #point(): void {
    if (!this.#isPlaying) return;
    if (this.isStopped) throw STOP;
    const { steps, dies } = this.#part;
    const step = steps[this.#step];
    if (step === undefined) this.#stop(dies ? undefined : "it made a step more than recorded");
    this.#pass();
    this.#step++;
    this.#await(step);
  }

  #await(step: number): void {
    for (let look = 0; ; look++) {
      const now = Atomics.load(this.#token, 0);
      if (now === step) return;
      if (look < SPINS) continue;
      if (Atomics.wait(this.#token, 0, now, TOKEN_MS) === "timed-out") this.#stop("its turn did not come");
    }
  }

  #stop(divergence: string | undefined): never {
    this.divergence = divergence;
    this.isStopped = true;
    throw STOP;
  }

  /** The next recorded result. */
  #next(): number {
    if (this.isStopped) throw STOP;
    const result = this.#part.results[this.#result++];
    if (result === undefined) this.#stop(this.#part.dies ? undefined : "it made an access more than recorded");
    return result;
  }

  #same(what: string, value: number): number {
    if (!this.#isPlaying) return value;
    const recorded = this.#next();
    // Bit patterns: a torn float may be no number.
    if (!Object.is(recorded + 0, value + 0)) {
      this.#stop(`${what} number ${this.#result} returned ${value}, and ${recorded} in the exploration`);
    }
    return value;
  }

  #makeDoor(): Door {
    const ordered = (what: string, access: () => number): number => {
      this.#point();
      return this.#same(what, access());
    };
    const writes = (what: string, access: () => void): void => {
      if (this.#isRacy) this.#point();
      else if (this.isStopped) throw STOP;
      access();
      this.#same(what, 0);
    };
    const reads = (what: string, access: () => number): number => {
      if (this.isStopped) throw STOP;
      return this.#same(what, access());
    };
    const raced = (what: string, access: () => number): number => {
      if (this.#isRacy) this.#point();
      return reads(what, access);
    };
    return {
      load: (words, index) => ordered("load", () => Atomics.load(words, index)),
      store: (words, index, value) => {
        ordered("store", () => {
          Atomics.store(words, index, value);
          return 0;
        });
      },
      add: (words, index, value) => ordered("add", () => Atomics.add(words, index, value)),
      sub: (words, index, value) => ordered("sub", () => Atomics.sub(words, index, value)),
      compareExchange: (words, index, expected, replacement) =>
        ordered("compareExchange", () => Atomics.compareExchange(words, index, expected, replacement)),
      wait: (words, index, expected) => {
        this.#point();
        const isEqual = Atomics.load(words, index) === (expected | 0);
        const result = this.#next();
        if (isEqual === (result === waitResult.notEqual)) this.#stop("a wait met another value than recorded");
        return WAIT_RESULTS[result] ?? "ok";
      },
      waitAsync: (words, index, expected) => {
        this.#point();
        const isEqual = Atomics.load(words, index) === (expected | 0);
        this.#same("waitAsync", isEqual ? waitResult.ok : waitResult.notEqual);
        if (!isEqual) return "not-equal";
        return new Promise((resolve) => this.wakes.push(() => resolve("ok")));
      },
      notify: () => {
        this.#point();
        return this.#next();
      },
      get: (words, index) => reads("get", () => production.get(words, index)),
      put: (words, index, value) => writes("put", () => production.put(words, index, value)),
      getFloat: (floats, index) => reads("getFloat", () => production.getFloat(floats, index)),
      putFloat: (floats, index, value) => writes("putFloat", () => production.putFloat(floats, index, value)),
      copyIn: (target, offset, source) => {
        for (const { from, to } of copyParts(this.#isRacy, offset, source.length)) {
          writes("copyIn", () => production.copyIn(target, offset + from, source.subarray(from, to)));
        }
      },
      copyOut: (target, source, offset) => {
        reads("copyOut", () => {
          production.copyOut(target, source, offset);
          return checksum(target);
        });
      },
      copyOutRaced: (target, source, offset) => {
        for (const { from, to } of copyParts(this.#isRacy, offset, target.length)) {
          raced("copyOutRaced", () => {
            const part = target.subarray(from, to);
            production.copyOutRaced(part, source, offset + from);
            return checksum(part);
          });
        }
      },
      loadRaced: (words, index) => raced("loadRaced", () => production.loadRaced(words, index)),
      getByteRaced: (bytes, index) => raced("getByteRaced", () => production.getByteRaced(bytes, index)),
      findRaced: (find, bytes, needle, from) =>
        raced("findRaced", () => production.findRaced(find, bytes, needle, from)),
      fence: production.fence,
    };
  }
}
