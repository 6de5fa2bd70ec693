/** A real thread of a scenario: does its part of the schedules that it is sent. */

import { drainMicrotasks } from "bun:jsc";
import { parentPort } from "node:worker_threads";
import type { Words } from "../../../core/memory/index.ts";
import { loadCore } from "../engine/bundle.ts";
import { scenarioNamed } from "../engine/job.ts";
import { bodyOf } from "../engine/lab.ts";
import type { Body } from "../engine/scenario.ts";
import { type Part, STOP, TokenThread } from "./token-door.ts";

/** Takes up a scenario. */
export interface Setup {
  readonly kind: "setup";
  readonly scenario: string;
  readonly code: string;
  readonly thread: number;
  readonly shared: unknown;
  readonly token: Words;
}

/** Does its part of one schedule. */
export interface Play extends Part {
  readonly kind: "play";
  readonly turns: readonly number[];
  readonly dead: number | undefined;
}

export interface Played {
  readonly notes: readonly number[];
  readonly divergence: string | undefined;
}

process.on("unhandledRejection", () => {});

let token: TokenThread | undefined;
let body: Body = () => {};
let reset = () => {};
let notes: number[] = [];
let dead: number | undefined;

parentPort?.on("message", (message: Setup | Play) => {
  if (message.kind === "setup") setUp(message);
  else parentPort?.postMessage(play(message));
});

function setUp({ scenario: name, code, thread, shared, token: word }: Setup): void {
  const scenario = scenarioNamed(name);
  token = new TokenThread(word, scenario.racy === true);
  const core = loadCore({ code }, { door: token.door, clock: token.clock, threadId: thread + 1 });
  reset = () => core.setLockOrderChecks(false);
  const run = {
    note: (value: number) => {
      if (token?.isStopped === false) notes.push(value);
    },
  };
  body = bodyOf(scenario, core, shared, thread, run, () => dead);
}

function play(schedule: Play): Played {
  const thread = token;
  if (thread === undefined) throw new Error("no scenario was set up");
  notes = [];
  dead = schedule.dead;
  reset();
  const fail = (error: unknown) => {
    if (error !== STOP && !thread.isStopped) thread.divergence ??= String(error);
  };
  try {
    thread.begin(schedule);
    const promise = body();
    if (promise instanceof Promise) promise.catch(fail);
    drainMicrotasks();
    if (promise instanceof Promise) {
      for (const turn of schedule.turns) {
        if (thread.isStopped) break;
        const list = (turn & 1) === 0 ? thread.wakes : thread.timers;
        list[turn >> 1]?.();
        drainMicrotasks();
      }
    }
  } catch (error) {
    fail(error);
  }
  thread.end();
  return { notes, divergence: thread.divergence };
}
