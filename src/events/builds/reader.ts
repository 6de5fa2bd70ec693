/** Reads builds out of one stream of output, line by line. Pure. */

import { millisecondsIn } from "../duration.ts";
import type { BuildTold } from "../types.ts";
import { buildCounts, buildDetails, buildRules, mayBeBuild } from "./rules.ts";

/** Lines for which an outcome waits for its counts and its time. */
const MAX_DETAIL_LINES = 8;

export class BuildReader {
  readonly #tell: (event: BuildTold) => void;
  #pending: { readonly event: BuildTold; readonly lines: number } | undefined;
  /** The tool that has begun and not ended: it is not told to begin again for each of its parts. */
  #running: string | undefined;
  /** A package's name, as `go build` heads its errors. */
  #goHead = false;
  /** Warnings that were counted before the outcome. */
  #warnings: number | null = null;

  constructor(tell: (event: BuildTold) => void) {
    this.#tell = tell;
  }

  /** Whether lines without anything to look at must be shown to it too. */
  get isOpen(): boolean {
    return this.#pending !== undefined || this.#goHead;
  }

  /** The next line, as `bareWords` leaves it. True: it tells of a build. */
  push(bare: string): boolean {
    const wasHead = this.#goHead;
    this.#goHead = /^# [\w.-]+(?:\/[\w./-]+)?(?: \[.*\])?$/.test(bare);
    if (wasHead && /^(?:vet: )?\S+\.go:\d+:\d+: /.test(bare)) return this.#outcome("go", "failed", {}, false);
    if (this.#detail(bare)) return true;
    for (const pattern of buildCounts) {
      const warnings = numberOf(pattern.exec(bare)?.groups?.["warnings"]);
      if (warnings === null) continue;
      this.#warnings = (this.#warnings ?? 0) + warnings;
      return true;
    }
    if (!mayBeBuild(bare)) return false;
    for (const { tool, phase, pattern, more } of buildRules) {
      const match = pattern.exec(bare);
      if (match === null) continue;
      if (phase === "started") return this.#started(tool);
      return this.#outcome(tool, phase, match.groups ?? {}, more === true);
    }
    return false;
  }

  /** The output has ended, or nothing has come for a while. */
  end(): void {
    this.#release();
  }

  #started(tool: string): boolean {
    if (this.#running === tool) return true;
    this.#release();
    this.#running = tool;
    this.#tell({ kind: "build", phase: "started", tool, ms: null, errors: null, warnings: null });
    return true;
  }

  #outcome(
    name: string,
    phase: "succeeded" | "failed",
    groups: Record<string, string | undefined>,
    more: boolean,
  ): boolean {
    const tool = groups["tool"]?.toLowerCase() ?? name;
    const running = this.#running;
    this.#running = undefined;
    const event: BuildTold = {
      kind: "build",
      phase,
      tool: tool === "" ? (running ?? "") : tool,
      ms: millisecondsIn(groups["time"] ?? groups["time2"]),
      errors: numberOf(groups["errors"]),
      warnings: numberOf(groups["warnings"]) ?? this.#warnings,
    };
    this.#warnings = null;
    // One build tells its failure in several ways.
    const before = this.#pending?.event;
    if (before !== undefined && before.phase === phase && (tool === "" || before.tool === "" || before.tool === tool)) {
      this.#pending = { event: merged(before, event), lines: 0 };
      return true;
    }
    this.#release();
    if (more || phase === "failed") this.#pending = { event, lines: 0 };
    else this.#tell(event);
    return true;
  }

  #detail(bare: string): boolean {
    const pending = this.#pending;
    if (pending === undefined) return false;
    for (const pattern of buildDetails) {
      const match = pattern.exec(bare);
      if (match === null) continue;
      const groups = match.groups ?? {};
      const { event } = pending;
      this.#pending = {
        ...pending,
        event: {
          ...event,
          ms: event.ms ?? millisecondsIn(groups["time"]),
          errors: numberOf(groups["errors"]) ?? event.errors,
          warnings: numberOf(groups["warnings"]) ?? event.warnings,
        },
      };
      return true;
    }
    this.#pending = { ...pending, lines: pending.lines + 1 };
    if (this.#pending.lines > MAX_DETAIL_LINES) this.#release();
    return false;
  }

  #release(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#tell(pending.event);
  }
}

function merged(a: BuildTold, b: BuildTold): BuildTold {
  return {
    ...b,
    tool: b.tool === "" ? a.tool : b.tool,
    ms: b.ms ?? a.ms,
    errors: b.errors ?? a.errors,
    warnings: b.warnings ?? a.warnings,
  };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
