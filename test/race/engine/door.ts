/** The checker's door to shared memory: what `core/memory/door.ts` is in the threads of a {@link Machine}. */

import type * as production from "../../../core/memory/door.ts";
import type { SharedBytes, Words } from "../../../core/memory/index.ts";
import { type Machine, SUSPEND, waitResult } from "./machine.ts";
import { PRIVATE } from "./memory.ts";
import type { SharedView } from "./scenario.ts";
import type { LogicalThread } from "./thread.ts";

/** Everything that the core's door exports. */
export type Door = Omit<typeof production, never>;

interface Kind {
  readonly write: boolean;
  readonly plain: boolean;
}
const orderedRead: Kind = { write: false, plain: false };
const orderedWrite: Kind = { write: true, plain: false };
const plainRead: Kind = { write: false, plain: true };
const plainWrite: Kind = { write: true, plain: true };
/** Never half of a race. */
const racedRead: Kind = { write: false, plain: false };

/** The functions that take the place of the host's clocks and timers. */
export interface Clock {
  now(): number;
  setTimeout(run: (...values: unknown[]) => void, delayMs: number, ...values: unknown[]): number;
  clearTimeout(timer: number | undefined): void;
  queueMicrotask(task: () => void): void;
}

/** By the numbers of `waitResult`. */
export const WAIT_RESULTS = ["ok", "not-equal", "timed-out"] as const;

export function createDoor(machine: Machine): Door {
  /** The thread whose last raced copy has had no fence yet. */
  let unfenced: LogicalThread | undefined;

  function addressOf(view: SharedView, index: number): number {
    const base = machine.memory.base(view);
    if (base === PRIVATE) machine.fail("error", "an access of shared memory that is in no region of the scenario");
    return base + index;
  }

  /** Before an ordered access. */
  function enter(words: Words, index: number): number {
    machine.point();
    if (unfenced !== undefined && unfenced === machine.thread) missingFence();
    return addressOf(words, index);
  }

  function missingFence(): void {
    unfenced = undefined;
    machine.fail("fence", "an ordered access follows a raced copy without the fence that keeps them in order");
  }

  /** Before a plain read. */
  function enterRead(view: SharedView, index: number): number {
    if (machine.isUnwinding) throw SUSPEND;
    return addressOf(view, index);
  }

  /** Before a plain write. */
  function enterWrite(view: SharedView, index: number): number {
    if (machine.isRacy) machine.point();
    else if (machine.isUnwinding) throw SUSPEND;
    return addressOf(view, index);
  }

  function show(what: string, kind: Kind, address: number, words: number, value: string): void {
    if (machine.trace === undefined) return;
    machine.trace.push({
      thread: machine.thread.index,
      what,
      address,
      words,
      isWrite: kind.write,
      isPlain: kind.plain,
      value,
      place: machine.placeOf(),
    });
  }

  /** A read and a write in one ordered step. */
  function change(what: string, words: Words, index: number, next: (before: number) => number): number {
    const address = enter(words, index);
    const before = words[index] ?? 0;
    const after = next(before) | 0;
    if (machine.trace !== undefined) show(what, orderedWrite, address, 1, `${before} -> ${after}`);
    machine.shadow.exchange(machine.thread.index, address);
    words[index] = after;
    return machine.leave(before);
  }

  function copyPartOut(target: Uint8Array, source: SharedBytes, offset: number, isRaced: boolean): void {
    const thread = machine.thread;
    if (thread.at < thread.length) {
      thread.replayBytes(target);
      return;
    }
    if (machine.isUnwinding) throw SUSPEND;
    if (machine.isRacy && isRaced) machine.point();
    const base = addressOf(source, 0);
    const first = base + (offset >> 2);
    const end = base + ((offset + target.length + 3) >> 2);
    target.set(source.subarray(offset, offset + target.length));
    if (machine.trace !== undefined) {
      const what = isRaced ? "copies out (raced)" : "copies out";
      show(what, isRaced ? racedRead : plainRead, first, end - first, `${target.length} bytes: ${target.toHex()}`);
    }
    if (!isRaced) for (let address = first; address < end; address++) machine.shadow.plainRead(thread.index, address);
    machine.accesses += end - first - 1;
    machine.leaveBytes(target);
  }

  return {
    load(words, index) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      const address = enter(words, index);
      const value = words[index] ?? 0;
      if (machine.trace !== undefined) show("load", orderedRead, address, 1, String(value));
      machine.shadow.orderedRead(thread.index, address);
      return machine.leave(value);
    },
    store(words, index, value) {
      const thread = machine.thread;
      if (thread.at < thread.length) {
        thread.replay();
        return;
      }
      const address = enter(words, index);
      if (machine.trace !== undefined) show("store", orderedWrite, address, 1, `${words[index]} -> ${value | 0}`);
      machine.shadow.orderedWrite(thread.index, address);
      words[index] = value;
      machine.leave(0);
    },
    add(words, index, value) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      return change("add", words, index, (before) => before + value);
    },
    sub(words, index, value) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      return change("sub", words, index, (before) => before - value);
    },
    compareExchange(words, index, expected, replacement) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      const address = enter(words, index);
      const before = words[index] ?? 0;
      if (before !== (expected | 0)) {
        if (machine.trace !== undefined) show("compareExchange", orderedRead, address, 1, `${before}, not ${expected}`);
        machine.shadow.orderedRead(thread.index, address);
        return machine.leave(before);
      }
      if (machine.trace !== undefined) {
        show("compareExchange", orderedWrite, address, 1, `${before} -> ${replacement | 0}`);
      }
      machine.shadow.exchange(thread.index, address);
      words[index] = replacement;
      return machine.leave(before);
    },
    wait(words, index, expected, timeoutMs) {
      const thread = machine.thread;
      if (thread.at < thread.length) return WAIT_RESULTS[thread.replay()] ?? "ok";
      const address = enter(words, index);
      const value = words[index] ?? 0;
      const sleeps = value === (expected | 0);
      if (machine.trace !== undefined) {
        show("wait", orderedRead, address, 1, sleeps ? `${value}: sleeps` : `${value}, not ${expected}`);
      }
      machine.shadow.orderedRead(thread.index, address);
      if (!sleeps) return WAIT_RESULTS[machine.leave(waitResult.notEqual)] ?? "ok";
      if (!(timeoutMs > 0)) return WAIT_RESULTS[machine.leave(waitResult.timedOut)] ?? "ok";
      machine.accesses++;
      return WAIT_RESULTS[machine.block(address, timeoutMs)] ?? "ok";
    },
    waitAsync(words, index, expected) {
      const thread = machine.thread;
      const wake = thread.wakes.length;
      const sleep = () => new Promise<"ok">((resolve) => thread.wakes.push(() => resolve("ok")));
      if (thread.at < thread.length) return thread.replay() === waitResult.ok ? sleep() : "not-equal";
      const address = enter(words, index);
      const value = words[index] ?? 0;
      const sleeps = value === (expected | 0);
      if (machine.trace !== undefined) {
        show("waitAsync", orderedRead, address, 1, sleeps ? `${value}: sleeps` : `${value}, not ${expected}`);
      }
      machine.shadow.orderedRead(thread.index, address);
      machine.leave(sleeps ? waitResult.ok : waitResult.notEqual);
      if (!sleeps) return "not-equal";
      machine.park(address, wake);
      return sleep();
    },
    notify(words, index, count) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      const address = enter(words, index);
      if (machine.trace !== undefined) show("notify", orderedRead, address, 1, `${count}`);
      return machine.leave(machine.notify(address, count));
    },
    get(words, index) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      const address = enterRead(words, index);
      const value = words[index] ?? 0;
      if (machine.trace !== undefined) show("get", plainRead, address, 1, String(value));
      machine.shadow.plainRead(thread.index, address);
      return machine.leave(value);
    },
    put(words, index, value) {
      const thread = machine.thread;
      if (thread.at < thread.length) {
        thread.replay();
        return;
      }
      const address = enterWrite(words, index);
      if (machine.trace !== undefined) show("put", plainWrite, address, 1, `${words[index]} -> ${value | 0}`);
      machine.shadow.plainWrite(thread.index, address);
      words[index] = value;
      machine.leave(0);
    },
    getFloat(floats, index) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      const address = enterRead(floats, 2 * index);
      const value = floats[index] ?? 0;
      if (machine.trace !== undefined) show("getFloat", plainRead, address, 2, String(value));
      machine.shadow.plainRead(thread.index, address);
      machine.shadow.plainRead(thread.index, address + 1);
      return machine.leave(value);
    },
    putFloat(floats, index, value) {
      const thread = machine.thread;
      if (thread.at < thread.length) {
        thread.replay();
        return;
      }
      const address = enterWrite(floats, 2 * index);
      if (machine.trace !== undefined) show("putFloat", plainWrite, address, 2, `${floats[index]} -> ${value}`);
      machine.shadow.plainWrite(thread.index, address);
      machine.shadow.plainWrite(thread.index, address + 1);
      floats[index] = value;
      machine.leave(0);
    },
    copyIn(target, offset, source) {
      const thread = machine.thread;
      for (const { from, to } of copyParts(machine.isRacy, offset, source.length)) {
        if (thread.at < thread.length) {
          thread.replay();
          continue;
        }
        const base = enterWrite(target, 0);
        const first = base + ((offset + from) >> 2);
        const end = base + ((offset + to + 3) >> 2);
        const part = source.subarray(from, to);
        if (machine.trace !== undefined) {
          show("copies in", plainWrite, first, end - first, `${part.length} bytes: ${part.toHex()}`);
        }
        for (let address = first; address < end; address++) machine.shadow.plainWrite(thread.index, address);
        target.set(part, offset + from);
        machine.accesses += end - first - 1;
        machine.leave(0);
      }
    },
    copyOut(target, source, offset) {
      copyPartOut(target, source, offset, false);
    },
    copyOutRaced(target, source, offset) {
      for (const { from, to } of copyParts(machine.isRacy, offset, target.length)) {
        copyPartOut(target.subarray(from, to), source, offset + from, true);
      }
      unfenced = machine.thread;
    },
    loadRaced(words, index) {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      if (machine.isRacy) machine.point();
      else if (machine.isUnwinding) throw SUSPEND;
      const address = addressOf(words, index);
      const value = words[index] ?? 0;
      if (machine.trace !== undefined) show("load (raced)", racedRead, address, 1, String(value));
      return machine.leave(value);
    },
    getByteRaced(bytes, index) {
      const thread = machine.thread;
      unfenced = thread;
      if (thread.at < thread.length) return thread.replay();
      if (machine.isUnwinding) throw SUSPEND;
      if (machine.isRacy) machine.point();
      const value = bytes[index] ?? 0;
      if (machine.trace !== undefined) {
        show("getByte (raced)", racedRead, addressOf(bytes, 0) + (index >> 2), 1, String(value));
      }
      return machine.leave(value);
    },
    findRaced(find, bytes, needle, from) {
      const thread = machine.thread;
      unfenced = thread;
      if (thread.at < thread.length) return thread.replay();
      if (machine.isUnwinding) throw SUSPEND;
      if (machine.isRacy) machine.point();
      const found = find(bytes, needle, from);
      if (machine.trace !== undefined) {
        show("searches (raced)", racedRead, addressOf(bytes, 0), bytes.length >> 2, String(found));
      }
      return machine.leave(found);
    },
    fence() {
      if (unfenced === machine.thread) unfenced = undefined;
    },
  };
}

/** The two parts that a copy is cut into where threads race on purpose, so that it can be torn; else the whole. */
export function copyParts(isRacy: boolean, offset: number, length: number): { from: number; to: number }[] {
  const middle = isRacy ? ((offset + length / 2) & ~3) - offset : 0;
  if (middle <= 0 || middle >= length) return [{ from: 0, to: length }];
  return [
    { from: 0, to: middle },
    { from: middle, to: length },
  ];
}

/** Virtual time: a microsecond per step, and what waits and timers take. */
export function createClock(machine: Machine): Clock {
  return {
    now() {
      const thread = machine.thread;
      if (thread.at < thread.length) return thread.replay();
      if (machine.isUnwinding) throw SUSPEND;
      return machine.leave(machine.time + machine.step / 1000);
    },
    setTimeout(run, delayMs, ...values) {
      const thread = machine.thread;
      let due: number;
      if (thread.at < thread.length) {
        due = thread.replay();
      } else {
        if (machine.isUnwinding) return -1;
        due = machine.leave(machine.time + Math.max(0, delayMs));
      }
      return thread.timers.push({ run: () => run(...values), due, isOver: false }) - 1;
    },
    clearTimeout(timer) {
      const known = machine.thread.timers[timer ?? -1];
      if (known !== undefined) known.isOver = true;
    },
    queueMicrotask(task) {
      const { thread } = machine;
      machine.hasMicrotasks = true;
      thread.hasMicrotasks = true;
      // Through a promise: the host reports what a bare microtask throws, and stops draining.
      Promise.resolve()
        .then(task)
        .catch((error: unknown) => machine.onError(thread, error));
    },
  };
}
