/** Lines by which test runners tell what has become of the tests: data. */

import { anyOf } from "../../logs/index.ts";
import { DURATION } from "../duration.ts";

/**
 * Counts in one or several lines. Named groups: `passed`, `failed`, `errors`, `skipped`, `total`, `time`; `moreFailed`,
 * `moreSkipped` where each file tells its own.
 */
export interface SummaryRule {
  readonly tool: string;
  readonly pattern: RegExp;
  /** `part`: other lines of the summary follow or came before. `end`: the run is over with it. */
  readonly role: "part" | "end";
  /** The outcome where no number tells it. */
  readonly outcome?: "passed" | "failed";
}

const n = (name: string) => `(?<${name}>\\d+)`;
const summary = (tool: string, role: "part" | "end", source: string, outcome?: "passed" | "failed"): SummaryRule => ({
  tool,
  role,
  pattern: new RegExp(source, "iu"),
  ...(outcome === undefined ? {} : { outcome }),
});

export const summaries: readonly SummaryRule[] = [
  summary(
    "jest",
    "end",
    `^Tests:\\s+(?:${n("failed")} failed, )?(?:${n("skipped")} skipped, )?(?:(?<todo>\\d+) todo, )?(?:${n("passed")} passed, )?${n("total")} total$`,
  ),
  summary("jest", "part", "^Test Suites:\\s+(?:(?<failedSuites>\\d+) failed, )?.*\\d+ total$"),
  summary("jest", "part", `^Time:\\s+${DURATION}.*$`),
  summary("vitest", "part", "^Test Files\\s+(?:(?<failedSuites>\\d+) failed)?.*\\(\\d+\\)$"),
  summary(
    "vitest",
    "end",
    `^Tests\\s+(?:${n("failed")} failed(?: \\| )?)?(?:${n("passed")} passed(?: \\| )?)?(?:${n("skipped")} skipped)?.*\\(${n("total")}\\)$`,
  ),
  summary("vitest", "part", `^Duration\\s+${DURATION}.*$`),
  summary("mocha", "end", `^${n("passed")} passing(?: \\(${DURATION}\\))?$`),
  summary("mocha", "part", `^${n("skipped")} pending$`),
  summary("mocha", "end", `^${n("failed")} failing$`),
  summary("bun", "part", `^${n("passed")} pass$`),
  summary("bun", "part", `^${n("skipped")} (?:skip|todo)$`),
  summary("bun", "part", `^${n("failed")} fail$`),
  summary("bun", "part", `^${n("errors")} errors?$`),
  summary("bun", "end", `^Ran ${n("total")} tests? across \\d+ files?\\. \\[${DURATION}\\]$`),
  summary("node", "part", `^(?:# )?tests ${n("total")}$`),
  summary("node", "part", `^(?:# )?pass\\s+${n("passed")}$`),
  summary("node", "end", `^(?:# )?fail\\s+${n("failed")}$`),
  summary("node", "part", `^(?:# )?(?:cancelled|suites|todo) \\d+$`),
  summary("node", "part", `^(?:# )?skip(?:ped)?\\s+${n("skipped")}$`),
  summary("node", "end", "^(?:# )?duration_ms (?<ms>[\\d.]+)$"),
  summary("playwright", "end", `^${n("passed")} passed \\(${DURATION}\\)$`),
  summary("playwright", "end", `^${n("failed")} failed$`),
  summary("playwright", "part", `^(?:${n("skipped")} skipped|\\d+ flaky|\\d+ (?:did not run|interrupted))$`),
  summary(
    "pytest",
    "end",
    `^(?:=+ )?(?=.*\\b(?:passed|failed|errors?|skipped|no tests ran|deselected)\\b.* in )(?:${n("failed")} failed(?:, )?)?(?:${n("passed")} passed(?:, )?)?(?:${n("skipped")} skipped(?:, )?)?(?:\\d+ (?:deselected|xfailed|xpassed|warnings?|rerun|subtests passed)(?:, )?)*(?:${n("errors")} errors?(?:, )?)?(?:no tests ran)? ?in ${DURATION}(?: \\([\\d:]+\\))?(?: =+)?$`,
  ),
  summary("unittest", "part", `^Ran ${n("total")} tests? in ${DURATION}$`),
  summary("unittest", "end", `^OK(?: \\((?:skipped=${n("skipped")})?.*\\))?$`, "passed"),
  summary(
    "unittest",
    "end",
    `^FAILED \\((?:failures=${n("failed")})?(?:, )?(?:errors=${n("errors")})?(?:, )?(?:skipped=${n("skipped")})?.*\\)$`,
    "failed",
  ),
  summary("go", "end", "^ok\\s+(?<file>\\S+)\\s+(?:(?<time>[\\d.]+s)|\\(cached\\)).*$", "passed"),
  summary("go", "end", "^FAIL\\s+(?<file>\\S+)\\s+(?<time>[\\d.]+s)$", "failed"),
  summary(
    "cargo",
    "end",
    `^test result: (?:ok|FAILED)\\. ${n("passed")} passed; ${n("failed")} failed; ${n("skipped")} ignored;.*?(?:finished in ${DURATION})?$`,
  ),
  summary(
    "nextest",
    "end",
    `^Summary \\[\\s*${DURATION}\\] ${n("total")} tests? run: ${n("passed")} passed(?:, ${n("failed")} failed)?(?:, ${n("skipped")} skipped)?.*$`,
  ),
  summary("rspec", "part", `^Finished in ${DURATION}.*$`),
  summary("rspec", "end", `^${n("total")} examples?, ${n("failed")} failures?(?:, ${n("skipped")} pending)?.*$`),
  summary(
    "minitest",
    "end",
    `^${n("total")} (?:runs|tests), \\d+ assertions, ${n("failed")} failures, ${n("errors")} errors, ${n("skipped")} (?:skips|pendings).*$`,
  ),
  summary("phpunit", "part", `^Time: ${DURATION}.*$`),
  summary("phpunit", "end", `^OK \\(${n("total")} tests?, \\d+ assertions?\\)$`, "passed"),
  summary(
    "phpunit",
    "end",
    `^Tests: ${n("total")}, Assertions: \\d+(?:, Errors: ${n("errors")})?(?:, Failures: ${n("failed")})?(?:, .*?Skipped: ${n("skipped")})?.*\\.$`,
  ),
  summary(
    "pest",
    "end",
    `^Tests:\\s+(?:${n("failed")} failed(?:, )?)?(?:${n("skipped")} skipped(?:, )?)?(?:${n("passed")} passed)? \\(\\d+ assertions\\)$`,
  ),
  summary(
    "junit",
    "end",
    `^Tests run: ${n("total")}, Failures: ${n("failed")}, Errors: ${n("errors")}(?:, Skipped: ${n("skipped")})?$`,
  ),
  summary("junit", "end", `^OK \\(${n("total")} tests?\\)$`, "passed"),
  summary("junit", "part", `^\\[\\s*${n("passed")} tests successful\\s*\\]$`),
  summary("junit", "end", `^\\[\\s*${n("failed")} tests failed\\s*\\]$`),
  summary(
    "gradle",
    "end",
    `^${n("total")} tests? completed(?:, ${n("failed")} failed)?(?:, ${n("skipped")} skipped)?$`,
  ),
  summary(
    "dotnet",
    "end",
    `^(?:Passed|Failed)!\\s+- Failed:\\s+${n("failed")}, Passed:\\s+${n("passed")}, Skipped:\\s+${n("skipped")}, Total:\\s+${n("total")}, Duration: ${DURATION}.*$`,
  ),
  summary(
    "dotnet",
    "end",
    `^Test summary: total: ${n("total")}, failed: ${n("failed")}, succeeded: ${n("passed")}, skipped: ${n("skipped")}, duration: ${DURATION}$`,
  ),
  summary(
    "exunit",
    "end",
    `^(?:\\d+ doctests?, )?(?:\\d+ propert(?:y|ies), )?${n("total")} tests?, ${n("failed")} failures?(?:, \\d+ excluded)?(?:, ${n("skipped")} skipped)?$`,
  ),
  summary(
    "deno",
    "end",
    `^(?:ok|FAILED) \\| ${n("passed")} passed(?: \\([^)]*\\))? \\| ${n("failed")} failed(?: \\([^)]*\\))?(?: \\| ${n("skipped")} ignored)?.*? \\(${DURATION}\\)$`,
  ),
  summary("ava", "end", `^${n("failed")} tests? failed$`),
  summary("ava", "part", `^${n("skipped")} tests? skipped$`),
  summary("ava", "end", `^${n("passed")} tests? passed$`),
  summary("karma", "end", `^(?:.*: )?Executed \\d+ of ${n("total")}(?: \\(${n("failed")} FAILED\\))? .*\\(.*\\)$`),
  summary(
    "gotestsum",
    "end",
    `^DONE ${n("total")} tests?(?:, ${n("skipped")} skipped)?(?:, ${n("failed")} failures?)?(?:, ${n("errors")} errors?)? in ${DURATION}$`,
  ),
  summary("gtest", "end", `^\\[  PASSED  \\] ${n("passed")} tests?\\.$`),
  summary("gtest", "end", `^\\[  FAILED  \\] ${n("failed")} tests?, listed below:$`),
  summary("ctest", "end", `^\\d+% tests passed, ${n("failed")} tests failed out of ${n("total")}$`),
  summary("ctest", "part", `^Total Test time \\(real\\) =\\s+${DURATION}$`),
  summary(
    "xctest",
    "end",
    `^Executed ${n("total")} tests?, with ${n("failed")} failures? .* in ${DURATION.replace("\\b ?", " ?")}.*$`,
  ),
  summary(
    "busted",
    "end",
    `^${n("passed")} success(?:es)? / ${n("failed")} failures? / ${n("errors")} errors? / ${n("skipped")} pending : ${DURATION}$`,
  ),
  summary("flutter", "end", `^[\\d:]+ \\+${n("passed")}(?: ~${n("skipped")})?: All tests passed!$`),
  summary("flutter", "end", `^[\\d:]+ \\+${n("passed")}(?: ~${n("skipped")})? -${n("failed")}: Some tests failed\\.$`),
  // Perl's prove.
  summary("tap", "part", "^Files=\\d+, Tests=(?<total>\\d+),.*$"),
  summary("tap", "part", "^Failed (?<moreFailed>\\d+)/\\d+ subtests$"),
  summary("tap", "part", "^\\(less (?<moreSkipped>\\d+) skipped subtests?\\b.*\\)$"),
  summary("tap", "end", "^Result: PASS$", "passed"),
  summary("tap", "end", "^Result: FAIL$", "failed"),
  summary("", "end", `^${n("failed")}(?: (?:out )?of |/)${n("total")} tests? failed\\b.*$`),
  summary("", "end", `^${n("passed")}(?: (?:out )?of |/)${n("total")} tests? passed\\b.*$`),
  summary("tap", "part", "^1\\.\\.(?<total>\\d+)$"),
  summary("", "end", `^${n("passed")} tests? passed(?:, ${n("failed")} (?:tests? )?failed)?$`),
  summary("", "end", `^${n("failed")} tests? failed(?:, ${n("passed")} (?:tests? )?passed)?$`),
  summary("", "end", `^${n("passed")} passed, ${n("failed")} failed(?:, ${n("skipped")} skipped)?$`),
  summary("", "end", "^Test suite (?:passed|succeeded)$", "passed"),
  summary("", "end", "^Test suite failed$", "failed"),
];

/** A test that failed. Named groups: `file`, `name`. */
export interface FailureRule {
  readonly tool: string;
  readonly pattern: RegExp;
  /** Only within a run of that tool. */
  readonly within?: true;
  /** The name stands in the line after. */
  readonly nameFollows?: boolean;
}

export const failureRules: readonly FailureRule[] = [
  { tool: "vitest", pattern: /^FAIL\s+(?:\|[\w-]+\| )?(?<file>[^\s>]+\.\w+) > (?<name>.+)$/u },
  // Its FAIL rows go to stderr, these to stdout.
  { tool: "vitest", within: true, pattern: /^[×✗] (?<name>\S.*?)(?: \d+ ?ms)?$/u },
  { tool: "jest", pattern: /^● (?<name>.+ › .+|[^●]+)$/u },
  { tool: "bun", pattern: /^(?:\(fail\)|✗) (?<name>.+?)(?: \[[\d.]+\w+\])$/u },
  { tool: "playwright", pattern: /^\d+\) (?:\[[\w -]+\] › )?(?<file>[^\s:]+):\d+:\d+ › (?<name>.+?)(?: [─-]+)?$/u },
  { tool: "pytest", pattern: /^(?:FAILED|ERROR) (?<file>[^\s:]+)(?:::(?<name>.+?))?(?: - .*)?$/ },
  { tool: "unittest", pattern: /^(?:FAIL|ERROR): (?<name>\w+) \([\w.]+\)$/ },
  { tool: "go", pattern: /^--- FAIL: (?<name>\S+) \([\d.]+s\)$/ },
  { tool: "gotestsum", pattern: /^=== FAIL: \S+ (?<name>\S+) \([\d.]+s\)$/ },
  {
    tool: "ctest",
    pattern: /^\d+ - (?<name>\S+) \((?:Failed|Timeout|SEGFAULT|ILLEGAL|Child aborted|.*Exception|Not Run)\)$/,
  },
  { tool: "cargo", pattern: /^test (?<name>\S+)(?: - should panic)? \.\.\. FAILED$/ },
  { tool: "nextest", pattern: /^FAIL \[\s*[\d.]+s\] (?:\([^)]*\) )?(?<file>\S+) (?<name>\S+)$/ },
  { tool: "rspec", pattern: /^rspec (?<file>\.?\/?[^\s:[]+)(?::\d+|\[[\d:]+\]) # (?<name>.+)$/ },
  { tool: "minitest", pattern: /^(?<name>\w+#test_\w+)(?: \[(?<file>[^\]:]+):\d+\])?:$/ },
  { tool: "phpunit", pattern: /^\d+\) (?<name>[\w\\]+::\w+)(?: with data set .*)?$/ },
  { tool: "junit", pattern: /^(?<name>\w+)\([\w.$]+\)\s+Time elapsed: .*<<< (?:FAILURE|ERROR)!$/ },
  { tool: "junit", pattern: /^(?<name>[\w.$]+\.\w+)(?:\(\w*\))?\s+(?:Time elapsed: .*? s\s+)?<<< (?:FAILURE|ERROR)!$/ },
  { tool: "gradle", pattern: /^(?<name>[\w.$]+ > .+) FAILED$/ },
  { tool: "dotnet", pattern: /^Failed (?<name>[\w.]+\.\w+(?:\(.*\))?) \[[\d.<> ]+\w+\]$/ },
  { tool: "exunit", pattern: /^\d+\) (?:test|property|doctest) (?<name>.+?) \([\w.]+\)$/ },
  { tool: "deno", pattern: /^(?<name>.+?) => (?<file>\S+?):\d+:\d+$/ },
  { tool: "gtest", pattern: /^\[ {2}FAILED {2}\] (?<name>\w+\.\w+(?:\/\d+)?)(?: \(\d+ ms\))?$/ },
  { tool: "ava", pattern: /^(?:[✘✖×]\s+)?\[fail\]:? (?<name>\S.*?)(?: Error thrown in test)?$/u },
  { tool: "uvu", pattern: /^FAIL\s+(?:[^\s"][^"]*\s)?"(?<name>[^"]+)"$/ },
  { tool: "robot", pattern: /^(?<name>\S.*?)(?<=\S)\s+\| FAIL \|$/ },
  {
    tool: "cucumber",
    pattern: /^(?:cucumber )?(?<file>[^\s:]+\.feature):\d+\s+(?:# )?(?:Scenario(?: Outline)?: )?(?<name>\S.*)$/,
  },
  { tool: "tap", pattern: /^not ok \d+(?: -)? (?<name>[^#]+?)(?: # time=.*)?$/ },
];

/** Files that lines are about: a header before results, or a place behind a failure. */
export const fileRules: readonly { readonly tool: string; readonly pattern: RegExp }[] = [
  { tool: "jest", pattern: /^(?:FAIL|PASS)\s+(?:\S+ )?(?<file>[^\s>]+\.[cm]?[jt]sx?)(?: \([\d.]+ m?s\))?$/ },
  { tool: "vitest", pattern: /^❯ (?:\|[\w-]+\| )?(?<file>[^\s>]+\.\w+) \(\d+ tests?\b.*\)/u },
  { tool: "bun", pattern: /^(?<file>\S+\.(?:test|spec)\.[cm]?[jt]sx?):$/ },
  { tool: "deno", pattern: /^running \d+ tests? from (?<file>\S+)$/ },
  { tool: "cargo", pattern: /^Running (?:unittests |tests )?(?<file>\S+\.rs) \(.*\)$/ },
];

/** Lines by which a run begins. */
export const startRules: readonly { readonly tool: string; readonly pattern: RegExp }[] = [
  { tool: "pytest", pattern: /^=+ test session starts(?: \(.*\))? =+$/ },
  { tool: "vitest", pattern: /^(?:RUN|DEV)\s+v\d[\w.-]* \S+$/ },
  { tool: "cargo", pattern: /^running [1-9]\d* tests?$/ },
  { tool: "playwright", pattern: /^Running [1-9]\d* tests? using \d+ workers?$/ },
  { tool: "bun", pattern: /^bun test v\d.*$/ },
  { tool: "tap", pattern: /^TAP version \d+$/ },
  { tool: "deno", pattern: /^running [1-9]\d* tests? from \S+$/ },
  { tool: "gtest", pattern: /^\[==========\] Running \d+ tests? from .*$/ },
  { tool: "phpunit", pattern: /^PHPUnit \d[\w.]* by .*$/ },
  { tool: "junit", pattern: /^T E S T S$/ },
];

const patternsOf = (rules: readonly { readonly pattern: RegExp }[]) => rules.map(({ pattern }) => pattern);

/** Whether a line may be a summary, the name of a failed test, the start of a run or the name of a file. */
export const mayBe = {
  summary: anyOf(patternsOf(summaries)),
  failure: anyOf(patternsOf(failureRules)),
  head: anyOf(patternsOf([...startRules, ...fileRules])),
} as const;
