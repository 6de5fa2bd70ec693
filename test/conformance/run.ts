#!/usr/bin/env bun
/**
 * `bun run conformance`: the protocol's own conformance suite against our server core, in both revisions. What the core offers
 * then are the fixtures that the suite asks for.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../scripts/options.ts";
import { McpListener } from "../support/mcp-listener.ts";
import { fixtureCatalogue } from "./fixtures/index.ts";
import { requirementsOf, runSuite } from "./suite.ts";
import { judge } from "./verdict.ts";

const revisions = ["2025-11-25", "2026-07-28"];

/** Lines of the suite's own output that are shown where it did not run as it should. */
const TAIL = 20;

const { values } = readOptions("bun run conformance [--verbose]", {
  options: { verbose: { type: "boolean", default: false } },
});
process.exitCode = (await main(values.verbose)) ? 0 : 1;

/** Whether everything passed; `verbose`: what was left out is named. */
async function main(verbose: boolean): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), "brum-conformance-"));
  await using server = new McpListener(fixtureCatalogue());
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const total = { passed: 0, failed: 0 };
  try {
    for (const revision of revisions) {
      if (stop.signal.aborted) break;
      const start = performance.now();
      const requirements = await requirementsOf(revision);
      const { results, output } = await runSuite(revision, server.url, join(directory, revision), stop.signal);
      const { scenarios, isComplete, passed, failures, leftOut } = judge(requirements, results);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(
        `${revision}: ${scenarios} scenarios, checks: ${passed} passed, ${failures.length} failed (${seconds} s)`,
      );
      for (const failure of failures) console.log(`  ${failure}`);
      if (!isComplete) console.log(output.trim().split("\n").slice(-TAIL).join("\n"));
      if (verbose) for (const scenario of leftOut) console.log(`  left out: ${scenario}`);
      total.passed += passed;
      total.failed += failures.length;
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  for (const report of server.reports) console.log(`a mistake in the server: ${report}`);
  total.failed += server.reports.length;
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}
