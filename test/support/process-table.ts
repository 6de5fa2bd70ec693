/** What a process table needs, for tests, and what the system says about processes. */

import type { LogRing } from "../../core/index.ts";
import { Analysis } from "../../src/analysis/index.ts";
import { builtIn } from "../../src/errors/index.ts";
import { IntakeTools, Pattern, SystemLog } from "../../src/logs/index.ts";
import { Census, explainer, LineWaits, readyChecks, type TableOptions } from "../../src/process/thread.ts";

/** A table's parts that do not tell anybody anything. */
export function tableTools(ring: LogRing): Pick<TableOptions, "sources" | "run" | "log" | "latest" | "explain"> {
  const writer = ring.writer();
  const reader = ring.reader();
  const latest = () => reader.latest();
  const census = new Census();
  const waits = new LineWaits(ring.reader());
  const analysis = quietAnalysis();
  let runs = 0;
  const newMark = () => `test${process.pid}-${++runs}`;
  return {
    sources: { first: 1, step: 1 },
    log: new SystemLog(writer),
    latest,
    explain: explainer({ reader, census, mark: `test${process.pid}` }),
    run: {
      intake: new IntakeTools(writer),
      census,
      newMark,
      environment: ({ env }) => ({ env: { ...definedOnly(process.env), ...env }, warnings: [] }),
      analyse: ({ name, cwd }, source) => analysis.forRun({ source, name, directory: cwd }),
      startCheck: readyChecks({ waits, compile: (pattern) => new Pattern(pattern, false), census, newMark }),
    },
  };
}

function quietAnalysis(): Analysis {
  return new Analysis({
    rules: builtIn,
    numbers: { first: 1, step: 1 },
    publishError: () => {},
    publishEvent: () => {},
  });
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
