/** Tests that a run counted, and the names of those that it left out. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** The summary lines of the test runners in use; group 1 is a number. */
const summaries = {
  passed: [
    /^ *(\d+) pass$/gm, // bun test
    /^(?:ok|FAILED) \| (\d+) passed/gm, // deno test
    /^(?:#|ℹ) pass (\d+)$/gm, // node --test
    /^(\d+) passed, \d+ failed/gm, // scripts/smoke.ts
  ],
  failed: [
    /^ *(\d+) fail$/gm,
    /^(?:ok|FAILED) \|.*\| (\d+) failed/gm,
    /^(?:#|ℹ) fail (\d+)$/gm,
    /^(?:#|ℹ) cancelled (\d+)$/gm,
    /^\d+ passed, (\d+) failed/gm,
  ],
};

/** Lines that name a test that was left out; group 1 is its name. */
const skippedTests = [
  /^\((?:skip|todo)\) (?!.*\(unnamed\)$)(.+?)(?: \[[\d.]+ms\])?$/gm, // bun test (a hook left out has no name)
  /^ *(.+) \.\.\. ignored \(.*\)$/gm, // deno test
  /^ *ok \d+ - (.+) # SKIP/gm, // node --test, not on a terminal
  /^ *﹣ (.+?) \([\d.]+ms\) # /gm, // node --test, on a terminal
];

/** Adds up what the summaries in `output` say (colours are ignored). No summary: nothing was counted. */
export function countTests(output: string): Counts {
  const text = Bun.stripANSI(output).replaceAll("\r\n", "\n");
  const matches = (patterns: readonly RegExp[], within = text) =>
    patterns.flatMap((pattern) => [...within.matchAll(pattern)].map((match) => match[1] ?? ""));
  const sum = (patterns: readonly RegExp[]) => matches(patterns).reduce((total, number) => total + Number(number), 0);
  // bun test names what was left out or failed once more at its end.
  const skipped = matches(skippedTests, text.replace(/^\d+ tests? (?:skipped|todo|failed):\n[\s\S]*/m, ""));
  return { passed: sum(summaries.passed), failed: sum(summaries.failed), skipped };
}
