/** `fix_failing_test`: which test fails, with what, and how it is run again. */

import type { ToldEvent } from "../../events/index.ts";
import { duration } from "../format.ts";
import type { ToolContext } from "../tool.ts";
import type { PromptEntry } from "./entry.ts";
import { errorLine } from "./facts.ts";

type Tests = Extract<ToldEvent, { readonly kind: "tests" }>;
type Failure = Tests["failures"][number];

const NAMED = 20;
const ERRORS = 3;
const EMBEDDED_TOKENS = 900;
const LINES = 40;
const LINES_TOKENS = 1_200;

export const fixFailingTest: PromptEntry = {
  name: "fix_failing_test",
  title: "Fix a failing test",
  description: "Mends a failing test: what failed in the last runs, its error and its lines.",
  arguments: [
    {
      name: "test",
      description: "its name or file, or a part; all that fail when left out",
      values: (context) => lastRuns(context).flatMap(({ failures }) => failures.map(textOf)),
    },
  ],
  async write({ test }, context, draft) {
    const runs = lastRuns(context);
    const failed = runs.filter(({ phase }) => phase === "failed");
    const meant = failed.flatMap((run) =>
      run.failures.filter((failure) => fits(failure, test)).map((failure) => ({ run, failure })),
    );
    draft.say(
      test === undefined
        ? "Mend the failing tests. Mend the code; change a test only where it is wrong itself."
        : `Mend this failing test: ${test}. Mend the code; change the test only where it is wrong itself.`,
    );
    const runners = [
      ...new Set((meant.length > 0 ? meant.map(({ run }) => run) : failed).map(({ process }) => process)),
    ];
    draft.next([
      ...(runners.length === 0
        ? ['scripts_list names the script that runs the tests; scripts_run with wait: "exit" runs it.']
        : runners.map(
            (name) =>
              `scripts_run {name: ${JSON.stringify(name)}, wait: "exit"} runs them again, where they do not watch.`,
          )),
      "tests_status tells what fails then; error_detail shows all of one error.",
    ]);
    draft.list("Last runs:", runs.map(runText), "No process has run tests so far.");
    draft.list(
      "Failing:",
      meant.slice(0, NAMED).map(({ run, failure }) => `${textOf(failure)} (${run.process})`),
    );
    if (test !== undefined && meant.length === 0 && failed.length > 0) {
      draft.say(`None of the tests that failed is named like "${test}".`);
      draft.list("These failed:", failed.flatMap(({ failures }) => failures.map(textOf)).slice(0, NAMED));
    }
    const errors = errorsOf(
      failed,
      meant.map(({ failure }) => failure),
      context,
    );
    draft.list(
      "Errors of these runs:",
      errors.slice(0, NAMED).map((group) => errorLine(group, context)),
    );
    for (const group of errors.slice(0, ERRORS)) draft.error(group, EMBEDDED_TOKENS);
    for (const { source, process } of failed.filter((run) => runners.includes(run.process))) {
      const wanted = { filter: { sources: new Set([source]) }, most: LINES, isOneProcess: true };
      await draft.lines(`Lines of ${process}`, wanted, LINES_TOKENS);
    }
  },
};

/** The last run of tests of each process that has ended, the newest first. */
function lastRuns({ overview }: ToolContext): Tests[] {
  const runs = new Map<string, Tests>();
  for (const event of overview.events().events) {
    if (event.kind !== "tests" || event.phase === "started") continue;
    runs.delete(event.process);
    runs.set(event.process, event);
  }
  return [...runs.values()].reverse();
}

/** Errors of these runs; those that speak of one of the tests first. */
function errorsOf(runs: readonly Tests[], failures: readonly Failure[], { overview }: ToolContext) {
  const processes = new Set(runs.map(({ process }) => process));
  const groups = overview.errors().groups.filter((group) => group.processes.some((name) => processes.has(name)));
  const names = failures.map(({ name }) => name.split(" > ").at(-1) ?? name).filter((name) => name !== "");
  const isNamed = ({ last }: (typeof groups)[number]) =>
    names.some((name) => last.message.includes(name) || last.context.some((line) => line.includes(name)));
  return [...groups.filter(isNamed), ...groups.filter((group) => group.last.kind === "test" && !isNamed(group))];
}

function fits({ file, name }: Failure, test: string | undefined): boolean {
  if (test === undefined) return true;
  const wanted = test.toLowerCase();
  return `${file} ${name}`.toLowerCase().includes(wanted) || textOf({ file, name }).toLowerCase().includes(wanted);
}

function textOf({ file, name }: Failure): string {
  return file === "" ? name : name === "" ? file : `${file}: ${name}`;
}

function runText({ process, tool, phase, passed, failed, skipped, ms }: Tests): string {
  const counts = [
    failed === null ? [] : `${failed} failed`,
    passed === null ? [] : `${passed} passed`,
    skipped === null ? [] : `${skipped} skipped`,
    ms === null ? [] : `in ${duration(ms)}`,
  ].flat();
  return `${process} (${tool}) ${phase}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`;
}
