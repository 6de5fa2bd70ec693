/** From a launch's readiness check to a monitor at work. */

import type { Launch, ReadyCheck, ReadyProbe } from "../launch.ts";
import { addressText } from "./addresses.ts";
import { type ExecTools, execProbe } from "./exec.ts";
import { httpProbe } from "./http.ts";
import { logProbe, urlProbe } from "./line-probe.ts";
import type { LineWaits, TextMatcher } from "./line-waits.ts";
import type { CheckPlan } from "./machine.ts";
import { ReadyMonitor, type ReadyReport } from "./monitor.ts";
import type { Probe } from "./probe.ts";
import { tcpProbe } from "./tcp.ts";

/** Characters of a pattern: longer ones are pasted by mistake. */
const maxPatternLength = 1000;

/** What the checks of a thread share. */
export interface ReadyTools extends ExecTools {
  readonly waits: LineWaits;
  /**
   * Makes a matcher of a user's regular expression whose time is bounded, whatever the pattern is. Throws an Error that says what
   * is wrong.
   */
  readonly compile: (pattern: string) => TextMatcher;
}

/** The run that is checked; `env`: the whole environment of its process, which an `exec` probe gets too. */
export interface CheckedRun {
  readonly launch: Launch;
  readonly source: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * For a thread's runs: begins the check of one that has just been started and has printed nothing yet, and returns what ends
 * it. A check that cannot be done (a URL that is none, a pattern that is not understood) is reported as not ready. Every report
 * comes after this has returned.
 */
export function readyChecks(tools: ReadyTools): (run: CheckedRun, report: ReadyReport) => () => void {
  return (run, report) => {
    const check = run.launch.ready;
    if (check === undefined) return () => {};
    const monitor = monitorOf(check, run, tools, report);
    monitor.start();
    return () => monitor.stop();
  };
}

/** The monitor of a check, not yet started. */
export function monitorOf(check: ReadyCheck, run: CheckedRun, tools: ReadyTools, report: ReadyReport): ReadyMonitor {
  let probe: Probe;
  let kind: CheckPlan["kind"] = check.probe.kind === "log" || check.probe.kind === "url" ? "once" : "looks";
  try {
    probe = probeOf(check.probe, run, tools);
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    probe = { look: async () => ({ ok: false, seen, url: null }) };
    kind = "once";
  }
  const { delayMs, intervalMs, timeoutMs, withinMs, successes } = check;
  const plan = { kind, delayMs, intervalMs, timeoutMs, withinMs, successes, unanswered: unanswered(check) };
  return new ReadyMonitor(plan, probe, report);
}

/** A line that a process waits for. One of the two is called, once, after the call that began the wait has returned. */
export interface AwaitedLine {
  readonly source: number;
  /** Milliseconds since 1970: when the run was started whose lines count. */
  readonly since: number;
  readonly pattern: string;
  readonly found: () => void;
  /** It can never be found: the pattern cannot be used. `why`: a clause. */
  readonly failed?: (why: string) => void;
}

/** For processes that wait for a line of another one: begins a wait and returns what ends it. */
export function lineWaits({
  waits,
  compile,
}: Pick<ReadyTools, "waits" | "compile">): (line: AwaitedLine) => () => void {
  return ({ source, since, pattern, found, failed }) => {
    let isOver = false;
    const fail = (error: unknown) => {
      if (!isOver) failed?.(error instanceof Error ? error.message : String(error));
    };
    let matcher: TextMatcher;
    try {
      matcher = lineMatcher(pattern, compile);
    } catch (error) {
      queueMicrotask(() => fail(error));
      return () => {
        isOver = true;
      };
    }
    const wait = waits.wait({ source, from: waits.oldest(), since, matcher });
    void wait.found.then((line) => {
      if (line !== undefined && !isOver) found();
    }, fail);
    return () => {
      isOver = true;
      wait.stop();
    };
  };
}

/** A matcher of a user's pattern. Throws an Error that says what is wrong with it. */
function lineMatcher(pattern: string, compile: ReadyTools["compile"]): TextMatcher {
  const { length } = pattern;
  if (length > maxPatternLength) {
    throw new Error(`the pattern has ${length} characters, ${maxPatternLength} are allowed: shorten it`);
  }
  try {
    return compile(pattern);
  } catch (error) {
    throw new Error(
      `the pattern /${pattern}/ cannot be used: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function probeOf(probe: ReadyProbe, { launch, source, env }: CheckedRun, tools: ReadyTools): Probe {
  const { waits, compile } = tools;
  const lines = { waits, source, from: waits.latest() };
  switch (probe.kind) {
    case "http":
      return httpProbe(probe);
    case "tcp":
      return tcpProbe(probe.host, probe.port);
    case "exec":
      return execProbe({ argv: probe.argv, cwd: launch.cwd, env }, tools);
    case "log":
      return logProbe(lineMatcher(probe.pattern, compile), lines);
    case "url":
      return urlProbe(lines);
  }
}

function unanswered({ probe }: ReadyCheck): string {
  switch (probe.kind) {
    case "http":
      return `${probe.url} did not answer`;
    case "tcp":
      return `${addressText(probe.host, probe.port)} did not answer`;
    case "exec":
      return `${probe.argv.join(" ")} did not end`;
    case "log":
      return `no line fits /${probe.pattern}/`;
    case "url":
      return "it printed no URL";
  }
}
