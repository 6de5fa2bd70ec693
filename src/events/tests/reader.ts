/** Reads runs of tests out of one stream of output, line by line. Pure. */

import { millisecondsIn } from "../duration.ts";
import type { FailedTest, TestsTold } from "../types.ts";
import { columnIn, countsIn, type TestCounts } from "./counts.ts";
import { failureRules, fileRules, mayBe, startRules, summaries } from "./rules.ts";

/** Failed tests that are told by name: more than anybody mends at once. The number tells of all. */
const MAX_FAILURES = 50;
/** Lines that a run whose outcome is known still waits for: counts, times, and the names of what failed, which some print last. */
const MAX_WAITING_LINES = 200;

interface Run {
  tool: string;
  passed: number | null;
  failed: number | null;
  errors: number | null;
  skipped: number | null;
  total: number | null;
  ms: number | null;
  outcome: "passed" | "failed" | null;
  failedSuites: number;
  failures: FailedTest[];
  /** Lines since its outcome was known. */
  lines: number;
  /** Results of single tests, for runners that sum nothing up. */
  ok: number;
  notOk: number;
  /** The same, of those that were left out. */
  left: number;
}

export class TestReader {
  readonly #tell: (event: TestsTold) => void;
  #run: Run | undefined;
  #file = "";
  /** Suites of the spec reporter of Node that have begun. */
  readonly #suites = new Set<string>();
  /** The suite's name above a failure, as mocha prints it. */
  #numbered: string[] | undefined;
  /** A column of counts, a line each. */
  #column: { readonly counts: TestCounts; readonly isOfTests: boolean } | undefined;
  /** Lines since "Failures:", below which names stand with numbers. */
  #listed: number | undefined;

  constructor(tell: (event: TestsTold) => void) {
    this.#tell = tell;
  }

  /** Whether lines without anything to look at must be shown to it too. */
  get isOpen(): boolean {
    return this.#run !== undefined || this.#column !== undefined || this.#listed !== undefined;
  }

  /**
   * The next line: `text` as printed, `bare` without signs before it. True: it tells of tests.
   */
  push(text: string, bare: string): boolean {
    if (this.#run?.outcome != null && ++this.#run.lines > MAX_WAITING_LINES) this.end();
    const trimmed = text.trim();
    const may = (kind: keyof typeof mayBe) => mayBe[kind](trimmed) || (bare !== trimmed && mayBe[kind](bare));
    return (
      (may("head") && this.#head(trimmed, bare)) ||
      this.#numberedName(text, trimmed) ||
      this.#listedName(text, trimmed) ||
      (may("failure") && this.#failure(trimmed, bare)) ||
      this.#single(text, trimmed) ||
      (may("summary") && this.#summary(bare, trimmed)) ||
      this.#counts(bare, trimmed)
    );
  }

  /** The start of a run, or of a file of tests. */
  #head(trimmed: string, bare: string): boolean {
    for (const { tool, pattern } of startRules) {
      if (!pattern.test(bare) && !pattern.test(trimmed)) continue;
      this.#file =
        fileRules.map((rule) => rule.pattern.exec(trimmed)?.groups?.["file"]).find((one) => one !== undefined) ?? "";
      this.#start(tool);
      return true;
    }
    for (const { pattern } of fileRules) {
      const file = pattern.exec(trimmed)?.groups?.["file"];
      if (file === undefined) continue;
      this.#file = file;
      return true;
    }
    return false;
  }

  /** The output has ended, or nothing has come for a while: a run whose outcome is known is told. */
  end(): void {
    this.#endColumn();
    this.#listed = undefined;
    const run = this.#run;
    if (run === undefined) return;
    const isTap = /^(?:tap|node)$/.test(run.tool) && run.total !== null && run.ok + run.notOk > 0;
    if (run.outcome === null && !isTap) return;
    if (isTap && run.failed === null) {
      run.failed = run.notOk;
      run.passed ??= run.ok;
      if (run.left > 0) run.skipped ??= run.left;
    }
    this.#run = undefined;
    this.#numbered = undefined;
    this.#tell(toldOf(run));
  }

  /** The process has ended: a run without an outcome is none. */
  close(): void {
    this.end();
    this.#run = undefined;
  }

  #start(tool: string): void {
    const running = this.#run;
    if (running?.outcome === null && running.tool === tool) return;
    this.end();
    this.#run = newRun(tool);
    this.#tell({
      kind: "tests",
      phase: "started",
      tool,
      passed: null,
      failed: null,
      skipped: null,
      ms: null,
      failures: [],
    });
  }

  get #open(): Run {
    this.#run ??= newRun("");
    return this.#run;
  }

  /** Mocha, RSpec and others number what failed; the names stand below each other, the deepest last, a colon behind. */
  #numberedName(text: string, trimmed: string): boolean {
    const run = this.#run;
    if (run === undefined || run.tool !== "mocha" || run.failed === null) return false;
    const first = /^ {2}\d+\) (.+?)(:?)$/.exec(text);
    if (first !== null) {
      this.#numbered = [first[1] ?? ""];
      if (first[2] === ":") this.#endName(run);
      return true;
    }
    if (this.#numbered === undefined) return false;
    const next = /^ {4,}\S/.test(text) ? /^(.+?)(:?)$/.exec(trimmed) : null;
    if (next === null) return false;
    this.#numbered.push(next[1] ?? "");
    if (next[2] === ":") this.#endName(run);
    return true;
  }

  /** Below "Failures:", at the margin: "1) cart counts", "2) Scenario: x # features/a.feature:7". */
  #listedName(text: string, trimmed: string): boolean {
    if (/^Failures:$/.test(text)) {
      this.#listed = 0;
      return true;
    }
    if (this.#listed === undefined) return false;
    if (++this.#listed > MAX_WAITING_LINES || /^[A-Z]\w*:$/.test(text)) this.#listed = undefined;
    const groups = /^\d+\) (?:Scenario: )?(?<name>\S.*?)(?: # (?<file>\S+):\d+)?$/.exec(text)?.groups;
    if (groups === undefined || trimmed.endsWith(":")) return false;
    addFailure(this.#open, { file: groups["file"] ?? this.#file, name: groups["name"] ?? "" });
    return true;
  }

  #endName(run: Run): void {
    const name = (this.#numbered ?? []).join(" ");
    this.#numbered = undefined;
    addFailure(run, { file: this.#file, name });
  }

  #failure(trimmed: string, bare: string): boolean {
    for (const { tool, pattern, within } of failureRules) {
      if (within === true && this.#run?.tool !== tool) continue;
      const groups = pattern.exec(trimmed)?.groups ?? pattern.exec(bare)?.groups;
      if (groups === undefined) continue;
      // These shapes are sure only within a run of that tool.
      const known = this.#run?.tool ?? "";
      if (
        /^(?:tap|jest|deno|gradle|phpunit)$/.test(tool) &&
        known !== tool &&
        !(tool === "jest" && this.#file !== "") &&
        tool !== "tap" &&
        tool !== "phpunit" &&
        tool !== "gradle"
      )
        continue;
      if (tool === "jest" && /^Console$|^Test suite failed to run$/.test(groups["name"] ?? "")) return false;
      // A watcher's next run has begun.
      if (this.#run?.outcome === "passed" && this.#run.tool !== "mocha") this.end();
      const run = this.#open;
      if (run.tool === "") run.tool = tool;
      if (tool === "tap") run.notOk++;
      addFailure(run, { file: groups["file"] ?? this.#file, name: groups["name"] ?? "" });
      return true;
    }
    return false;
  }

  /** Results of single tests: of TAP, of Go and of the spec reporter of Node. */
  #single(text: string, trimmed: string): boolean {
    if (/^ok \d+\b/.test(text)) {
      const run = this.#open;
      if (run.tool === "") run.tool = "tap";
      if (/ # (?:skip|todo)\b/i.test(text)) run.left++;
      else run.ok++;
      return true;
    }
    const go = /^\s*--- (PASS|SKIP): \S+ \([\d.]+s\)$/.exec(text)?.[1];
    if (go !== undefined) {
      const run = this.#open;
      run.tool = "go";
      if (go === "PASS") run.ok++;
      return true;
    }
    // A suite fails with its tests, which are told on their own.
    if (/^type: 'suite'$/.test(trimmed)) {
      const run = this.#run;
      if (run !== undefined && run.notOk > 0) {
        run.notOk--;
        run.failures.pop();
      }
      return true;
    }
    const suite = /^▶ (?<name>.+?)$/u.exec(trimmed)?.groups?.["name"];
    if (suite !== undefined) {
      if (this.#suites.size < MAX_FAILURES) this.#suites.add(suite);
      return true;
    }
    const node = /^✖ (?<name>\S.*?) \([\d.]+m?s\)$/u.exec(trimmed)?.groups?.["name"];
    if (node === undefined) return false;
    if (this.#suites.delete(node)) return true;
    addFailure(this.#open, { file: this.#file, name: node });
    return true;
  }

  #summary(bare: string, trimmed: string): boolean {
    for (const rule of summaries) {
      const match = rule.pattern.exec(bare) ?? rule.pattern.exec(trimmed);
      if (match === null) continue;
      const groups = match.groups ?? {};
      if (!this.#fits(rule.tool, rule.role)) continue;
      // "3 errors" is the last word of many compilers.
      if (rule.tool === "bun" && groups["errors"] !== undefined && this.#run?.tool !== "bun") continue;
      // The counts of a run that is over belong to the next one.
      if (/^(?:jest|vitest)$/.test(rule.tool) && isInterim(groups)) return true;
      if (rule.role === "end" && this.#run?.outcome != null && isTold(this.#run, groups)) this.end();
      const run = this.#open;
      if ((run.tool === "" && run.outcome === null) || (run.tool === "tap" && rule.tool !== "")) run.tool = rule.tool;
      take(run, groups);
      if (rule.outcome !== undefined) run.outcome = rule.outcome;
      else if (rule.role === "end") run.outcome = isFailed(run) ? "failed" : "passed";
      if (run.tool === "go" && rule.role === "end") {
        run.passed = run.ok > 0 ? run.ok : null;
        if (run.outcome === "failed") run.failed = run.failures.length;
        this.end();
      }
      if (run.tool === "cargo" && rule.role === "end") {
        // A crate has many runs, most of them empty.
        if (run.passed === 0 && run.failed === 0 && run.skipped === 0) this.#run = undefined;
        else this.end();
      }
      return true;
    }
    return false;
  }

  /** Counts in words that runners share, in a line or in a column. */
  #counts(bare: string, trimmed: string): boolean {
    const column = columnIn(bare);
    if (column !== undefined) {
      if (this.#column?.counts[column.kind] !== undefined) this.#endColumn();
      this.#column = {
        counts: { ...this.#column?.counts, [column.kind]: column.number },
        isOfTests: column.isOfTests || this.#column?.isOfTests === true,
      };
      return false;
    }
    if (this.#column !== undefined && !/^(?:duration|time)\b/i.test(bare)) this.#endColumn();
    const counts = countsIn(bare) ?? (bare === trimmed ? undefined : countsIn(trimmed));
    if (counts === undefined) return false;
    if (counts === "part") return this.#run !== undefined;
    this.#summed(counts);
    return true;
  }

  #endColumn(): void {
    const column = this.#column;
    this.#column = undefined;
    if (column?.isOfTests !== true) return;
    const { total, passed, failed } = column.counts;
    const known = [total, passed, failed].filter((number) => number !== undefined).length;
    if (known >= 2) this.#summed(column.counts);
  }

  #summed(counts: TestCounts): void {
    this.#listed = undefined;
    if (this.#run?.outcome != null && isTold(this.#run, { ...counts })) this.end();
    const run = this.#open;
    take(run, { ...counts });
    // Some count what failed only by what is missing, and what was left out apart.
    if (run.failed === null && run.errors === null && run.total !== null && run.passed !== null) {
      const missing = run.total - run.passed;
      run.failed = Math.max(0, missing - (run.skipped ?? 0));
      if (run.failures.length > run.failed && run.failures.length <= missing) run.failed = run.failures.length;
    }
    const failed = (run.failed ?? 0) + (run.errors ?? 0);
    // The suite has failed with its tests.
    if (run.failures.length > failed) run.failures.splice(failed);
    run.outcome = isFailed(run) ? "failed" : "passed";
  }

  /** Words that others use too count only within a run of that tool. */
  #fits(tool: string, role: "part" | "end"): boolean {
    const known = this.#run?.tool ?? "";
    if (role === "part" && /^(?:jest|vitest|rspec|phpunit)$/.test(tool)) return true;
    if (tool === "unittest" || (tool === "bun" && role === "part") || tool === "node" || tool === "playwright") {
      if (tool === "unittest" && role === "end") return known === tool;
      return known === tool || known === "" || known === "tap" || known === "mocha";
    }
    return true;
  }
}

function newRun(tool: string): Run {
  return {
    tool,
    passed: null,
    failed: null,
    errors: null,
    skipped: null,
    total: null,
    ms: null,
    outcome: null,
    failedSuites: 0,
    failures: [],
    lines: 0,
    ok: 0,
    notOk: 0,
    left: 0,
  };
}

/** Counts of a run that still goes on, as a live display shows them: fewer than there are tests. */
function isInterim({ passed, failed, skipped, total, todo }: Record<string, string | undefined>): boolean {
  if (total === undefined || (passed === undefined && failed === undefined)) return false;
  const done = [passed, failed, skipped, todo].reduce((sum, one) => sum + Number(one ?? 0), 0);
  return done < Number(total) || Number(total) === 0;
}

/** Whether the run has had such counts already. */
function isTold(run: Run, groups: Record<string, string | undefined>): boolean {
  return (["passed", "failed", "total"] as const).some((name) => groups[name] !== undefined && run[name] !== null);
}

function addFailure(run: Run, failure: FailedTest): void {
  if (run.failures.length >= MAX_FAILURES || failure.name === "") return;
  // A test of Go fails with the tests inside of it, which are told on their own.
  const outer = run.failures.findIndex(({ name }) => failure.name.startsWith(`${name}/`));
  if (outer !== -1) run.failures.splice(outer, 1);
  const known = run.failures.findIndex(({ name }) => name === failure.name);
  if (known === -1) run.failures.push(failure);
  else if (run.failures[known]?.file === "") run.failures[known] = failure;
}

function take(run: Run, groups: Record<string, string | undefined>): void {
  const number = (name: string, before: number | null) => (groups[name] === undefined ? before : Number(groups[name]));
  run.passed = number("passed", run.passed);
  run.failed = number("failed", run.failed);
  run.errors = number("errors", run.errors);
  run.skipped = number("skipped", run.skipped);
  run.total = number("total", run.total);
  if (groups["moreFailed"] !== undefined) run.failed = (run.failed ?? 0) + Number(groups["moreFailed"]);
  if (groups["moreSkipped"] !== undefined) run.skipped = (run.skipped ?? 0) + Number(groups["moreSkipped"]);
  run.failedSuites = number("failedSuites", run.failedSuites) ?? 0;
  run.ms = (groups["ms"] === undefined ? millisecondsIn(groups["time"]) : Number(groups["ms"])) ?? run.ms;
}

function isFailed(run: Run): boolean {
  return (run.failed ?? 0) > 0 || (run.errors ?? 0) > 0 || run.failedSuites > 0;
}

function toldOf(run: Run): TestsTold {
  const { tool, skipped, ms, failures } = run;
  const failed = run.failed === null && run.errors === null ? null : (run.failed ?? 0) + (run.errors ?? 0);
  const isUnknown = run.total === null || (failed === null && run.outcome === "failed");
  const rest = isUnknown ? null : (run.total ?? 0) - (failed ?? 0) - (skipped ?? 0);
  const passed = run.passed ?? rest;
  const isBad = run.outcome === "failed" || (failed ?? 0) > 0 || run.failedSuites > 0;
  return {
    kind: "tests",
    phase: isBad ? "failed" : "passed",
    tool,
    passed,
    failed: failed ?? (isBad ? null : 0),
    skipped,
    ms,
    failures: isBad ? failures : [],
  };
}
