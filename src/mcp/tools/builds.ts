/** Tools that tell how the last builds and tests of the processes went. */

import * as z from "zod";
import { fitting } from "../budget.ts";
import { directoryOf } from "../directory.ts";
import { mcpLimits } from "../limits.ts";
import { byUrgency, countsText, failedTest, testLine, testsOf, viewOf, workLine, workView } from "../outcomes/view.ts";
import { errorsIn } from "../outcomes/window.ts";
import { newestWorks, type Work, type WorkKind, worksOf } from "../outcomes/works.ts";
import { briefError, briefOf, errorLine } from "../runs/run-errors.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { sourceOf } from "./logs.ts";

const input = z.strictObject({ name: z.string().optional() });
const annotations = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const build = workView.extend({
  errors: z.int().nullable(),
  warnings: z.int().nullable(),
  found: z.array(briefError),
});

const builds = defineTool({
  name: "builds_status",
  title: "Last builds",
  description: "How the last build or compilation of each process (or of name) went, with its errors.",
  input,
  output: z.object({ builds: z.array(build), note: z.string().optional() }),
  annotations,
  async run({ name }, context) {
    const { overview, journal } = context;
    const works = await lastWorks("build", name, context);
    if (works.length === 0)
      return { builds: [], note: nothingYet(name, "Nothing was built yet", "has built nothing yet") };
    const directory = directoryOf(context);
    const views = works.map((work) => {
      const found =
        work.state === "failed" ? errorsIn({ ...work, from: work.errorsFrom, to: endOf(work) }, overview, journal) : [];
      return {
        ...viewOf(work),
        // Some tools name no number.
        errors: work.errors ?? (found.length > 0 ? found.length : null),
        warnings: work.warnings,
        found: found.slice(0, mcpLimits.workErrors).map((group) => briefOf(group, directory)),
      };
    });
    return { builds: fitting(views, mcpLimits.tokens, buildText) };
  },
  text: ({ builds, note }) => note ?? builds.map(buildText).join("\n"),
});

function buildText(view: z.output<typeof build>): string {
  const counts = countsText([
    [view.errors, "error", "errors"],
    [view.warnings, "warning", "warnings"],
  ]);
  return [
    `${workLine(view)}${counts === "" ? "" : `: ${counts}`}`,
    ...view.found.map((error) => `  ${errorLine(error)}`),
    ...leftText(view.errors, view.found.length),
  ].join("\n");
}

const run = workView.extend({
  passed: z.int().nullable(),
  failed: z.int().nullable(),
  skipped: z.int().nullable(),
  failures: z.array(failedTest),
});

const tests = defineTool({
  name: "tests_status",
  title: "Last tests",
  description: "How the last run of tests of each process (or of name) went, with what failed.",
  input,
  output: z.object({ runs: z.array(run), note: z.string().optional() }),
  annotations,
  async run({ name }, context) {
    const works = await lastWorks("tests", name, context);
    if (works.length === 0)
      return { runs: [], note: nothingYet(name, "No tests were run yet", "has run no tests yet") };
    const views = works.map((work) => ({
      ...viewOf(work),
      passed: work.passed,
      failed: work.failed,
      skipped: work.skipped,
      failures: testsOf(work.failures, mcpLimits.workTests),
    }));
    return { runs: fitting(views, mcpLimits.tokens, testsText) };
  },
  text: ({ runs, note }) => note ?? runs.map(testsText).join("\n"),
});

function testsText(view: z.output<typeof run>): string {
  const { passed, failed, skipped, failures } = view;
  const counts = countsText([
    [failed, "failed", "failed"],
    [passed, "passed", "passed"],
    [skipped, "skipped", "skipped"],
  ]);
  return [
    `${workLine(view)}${counts === "" ? "" : `: ${counts}`}`,
    ...failures.map((test) => `  ${testLine(test)}`),
    ...leftText(failed, failures.length),
  ].join("\n");
}

function leftText(all: number | null, shown: number): string[] {
  return all === null || all <= shown || shown === 0 ? [] : [`  ${all - shown} more`];
}

async function lastWorks(kind: WorkKind, name: string | undefined, context: ToolContext): Promise<Work[]> {
  const { overview, processes } = context;
  const known = await processes.list();
  const scope = name === undefined ? undefined : sourceOf({ name }, known);
  const works = newestWorks(worksOf(kind, overview.events().events, known));
  return works.filter(({ source }) => scope === undefined || scope.source === source).sort(byUrgency);
}

function nothingYet(name: string | undefined, all: string, one: string): string {
  const how = "scripts_run starts a script; one with wait exit answers how it went.";
  return `${name === undefined ? all : `${name} ${one}`}. ${how}`;
}

/** Until when errors belong to it: those of its last lines are told a moment later. */
function endOf({ endedAt }: Work): number {
  return (endedAt ?? Number.POSITIVE_INFINITY) + mcpLimits.errorLagMs;
}

export const buildTools: readonly Tool[] = [builds, tests];
