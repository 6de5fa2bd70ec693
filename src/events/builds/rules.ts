/**
 * Lines by which build tools tell that they begin, have succeeded or failed. Named groups: `time` (a duration), `errors`, `warnings`.
 * The first that fits counts; what stands before the words (times, signs, names in brackets) is taken off beforehand.
 */

import { anyOf } from "../../logs/index.ts";
import { DURATION } from "../duration.ts";

export interface BuildRule {
  readonly tool: string;
  readonly phase: "started" | "succeeded" | "failed";
  readonly pattern: RegExp;
  /** Counts and times follow in the next lines: see `details`. */
  readonly more?: boolean;
}

const rule = (tool: string, phase: BuildRule["phase"], source: string, more = false): BuildRule => ({
  tool,
  phase,
  pattern: new RegExp(source, "iu"),
  more,
});

const counts = "(?:(?<errors>\\d+) errors?)?(?:,? ?(?:and )?(?<warnings>\\d+) warnings?)?";

export const buildRules: readonly BuildRule[] = [
  // Told from vite's by its capital alone.
  { tool: "parcel", phase: "succeeded", pattern: new RegExp(`^Built in ${DURATION}$`, "u") },
  rule("vite", "started", "^vite v[\\w.-]+ building\\b"),
  rule("vite", "succeeded", `^built in ${DURATION}\\.?$`),
  rule("vite", "failed", `^Build failed in ${DURATION}$|^error during build:$`),
  rule(
    "webpack",
    "started",
    "^(?:webpack(?:\\.Progress)? )?(?:Compiling(?: \\.\\.\\.|\\.\\.\\.)?|compiler? is starting|wait until bundle finished.*)$",
  ),
  rule(
    "webpack",
    "failed",
    `^(?:\\S+ \\()?(?:webpack|rspack|rsbuild|.*\\bwebpack [\\d.]+\\)?) (?:[\\d.]+\\)? )?compiled with (?=\\d+ errors?)${counts}(?: in ${DURATION})?$`,
  ),
  rule(
    "webpack",
    "succeeded",
    `^(?:\\S+ \\()?(?:webpack|rspack|rsbuild|.*\\bwebpack [\\d.]+\\)?) (?:[\\d.]+\\)? )?compiled (?:successfully|with ${counts})(?: in ${DURATION})?$`,
  ),
  rule("webpack", "succeeded", `^Compiled (?:successfully|with warnings)\\.?!?(?: in ${DURATION})?$`),
  rule("webpack", "failed", `^Failed to compile(?:\\.| with ${counts}.*)?$|^Compiled with problems:?$`),
  rule("rsbuild", "succeeded", `^ready\\s+built in ${DURATION}.*$`),
  rule("rsbuild", "failed", "^error\\s+Failed to compile.*$"),
  rule("next", "started", "^(?:Compiling (?:/|\\w)\\S* \\.\\.\\.|Creating an optimized production build.*)$"),
  rule(
    "next",
    "succeeded",
    `^Compiled (?:/\\S* |middleware |instrumentation |client and server )?(?:successfully )?in ${DURATION}(?: \\(.*\\))?$`,
  ),
  rule("rollup", "started", "^\\S.* → \\S.*\\.\\.\\.$"),
  rule("rollup", "failed", "^\\[!\\] (?:\\(.*\\) )?\\w*Error: .*$"),
  rule("rollup", "succeeded", `^created \\S.* in ${DURATION}$`),
  rule("esbuild", "started", "^\\[watch\\] build started.*$|^build started.*$"),
  rule("esbuild", "succeeded", `^(?:⚡\\uFE0F?\\s*)?Done in ${DURATION}$|^(?:\\[watch\\] )?build finished.*$`),
  rule("", "failed", "^(?:(?<warnings>\\d+) warnings? and )?(?<errors>[1-9]\\d*) errors?$"),
  rule("tsup", "succeeded", `^(?:(?:CJS|ESM|IIFE|DTS) )?(?:⚡\\uFE0F? )?Build success in ${DURATION}$`),
  rule("tsup", "failed", "^(?:(?:CJS|ESM|IIFE|DTS) )?Build (?:error|failed)$"),
  rule("tsc", "started", "^(?:File change detected\\. )?Starting (?:incremental )?compilation.*$"),
  rule("tsc", "succeeded", "^Found (?<errors>0) errors?\\b.*$"),
  rule(
    "tsc",
    "failed",
    "^Found (?<errors>[1-9]\\d*) errors?(?:\\. Watching for file changes\\.| in (?:the same file|\\d+ files)[,.].*| in [^\\s]*:\\d+)$",
  ),
  rule("", "succeeded", `^Successfully compiled:? \\d+ files?(?: with (?<tool>\\w+))?.*?(?:\\(${DURATION}\\))?\\.?$`),
  rule("", "failed", "^Failed to compile \\d+ files?(?: with (?<tool>\\w+))?\\.?$"),
  rule("parcel", "started", "^Building\\.\\.\\.$|^Bundling\\.\\.\\.$"),
  rule("parcel", "failed", "^(?:🚨 )?Build failed\\.$"),
  rule("bun", "succeeded", `^Bundled \\d+ modules? in ${DURATION}.*$`),
  rule("metro", "succeeded", `^(?:\\S+ )?Bundled ${DURATION} \\S.*$`),
  rule("turbo", "succeeded", "^Tasks:\\s+(?<done>\\d+) successful, (?<total>\\k<done>) total$", true),
  rule("turbo", "failed", "^Tasks:\\s+\\d+ successful, \\d+ total$", true),
  rule("nx", "succeeded", `^(?:NX\\s+)?Successfully ran targets? .*?(?:\\(${DURATION}\\))?$`),
  rule("nx", "failed", "^(?:NX\\s+)?Ran targets? .* but some .*failed.*$|^NX\\s+Running target .* failed$"),
  rule("angular", "succeeded", `^Application bundle generation complete\\. \\[${DURATION}\\].*$`),
  rule("angular", "failed", `^Application bundle generation failed\\. \\[${DURATION}\\].*$`),
  rule("cargo", "started", "^Compiling \\S+ v\\d[\\w.+-]*(?: \\(.*\\))?$"),
  rule("cargo", "succeeded", `^Finished (?:\`\\w+\` profile|\\w+) .*?(?:target\\(s\\))? in ${DURATION}$`),
  rule(
    "cargo",
    "failed",
    "^(?:error: )?could not compile `.*?` .*?(?:due to (?:(?<errors>\\d+) previous errors?|previous error)(?:; (?<warnings>\\d+) warnings? emitted)?)?$",
  ),
  rule("gradle", "succeeded", `^BUILD SUCCESSFUL in ${DURATION}$`),
  rule("gradle", "failed", `^BUILD FAILED in ${DURATION}$`),
  rule("maven", "succeeded", "^BUILD SUCCESS$", true),
  rule("maven", "failed", "^BUILD FAILURE$", true),
  rule("dotnet", "succeeded", `^Build succeeded(?: with (?<warnings>\\d+) warning\\(s\\))? in ${DURATION}$`),
  rule(
    "dotnet",
    "failed",
    `^Build failed(?: with (?<errors>\\d+) error\\(s\\)(?: and (?<warnings>\\d+) warning\\(s\\))?)? in ${DURATION}$`,
  ),
  rule("dotnet", "succeeded", "^Build succeeded\\.$", true),
  rule("dotnet", "failed", "^Build FAILED\\.$", true),
  rule("sbt", "succeeded", `^\\[success\\] Total time: ${DURATION}.*$`),
  rule("sbt", "failed", `^\\[error\\] Total time: ${DURATION}.*$`),
  rule("mix", "started", "^Compiling \\d+ files? \\(\\.[\\w.]+\\)$"),
  rule("mix", "succeeded", "^Generated \\S+ app$"),
  rule("mix", "failed", "^== Compilation error in file .* ==$"),
  rule("xcodebuild", "succeeded", `^\\*\\* BUILD SUCCEEDED \\*\\*(?: \\[${DURATION}\\])?$`),
  rule("xcodebuild", "failed", `^\\*\\* BUILD FAILED \\*\\*(?: \\[${DURATION}\\])?$`),
  rule("swift", "succeeded", `^Build complete! \\(${DURATION}\\)$`),
  rule("make", "succeeded", "^\\[100%\\] Built target \\S+$"),
  rule("make", "failed", "^g?make(?:\\[\\d+\\])?: \\*\\*\\* .*(?:Error \\d+|Stop\\.)$"),
  rule("ninja", "failed", "^ninja: build stopped: .*$"),
  rule("docker", "succeeded", "^Successfully built [\\da-f]{12}$"),
  rule("docker", "failed", "^ERROR: failed to (?:solve|build).*$"),
  rule("go", "failed", "^FAIL\\t\\S+ \\[build failed\\]$"),
  rule("elm", "succeeded", "^Success! Compiled \\d+ modules?\\.$"),
  rule("hugo", "succeeded", `^Total in ${DURATION}$`),
  rule("jekyll", "succeeded", `^(?:\\.\\.\\.)?done in ${DURATION}\\.$`),
  rule("zig", "failed", "^error: the following build command failed.*$"),
  rule(
    "",
    "failed",
    `^(?:\\w+:?\\s+)?(?:build|compilation|bundling) (?:failed|error)\\b(?: with ${counts})?(?: in ${DURATION})?[.!:]?$`,
  ),
  rule("gulp", "failed", `^'\\S+' errored after ${DURATION}$`),
  rule("gulp", "succeeded", `^Finished '(?:default|build|dist)' after ${DURATION}$`),
  rule("cmake", "failed", "^(?:-- )?Configuring incomplete, errors occurred!$"),
  rule("", "succeeded", `^Wrote [1-9]\\d* files? in ${DURATION}\\b.*$`),
  rule("", "failed", "^Error (?:while )?building\\b.*$"),
  rule("", "failed", "^Aborted due to (?:warnings|errors)\\.?$"),
  rule("", "failed", `^Aborted with (?=\\d)${counts}.*$`),
  rule("", "succeeded", `^(?:\\w+ ){1,2}built in ${DURATION}\\.?$`),
  rule("", "failed", "^(?:Error: )?(?:\\w+ )?build failed with (?<errors>\\d+) errors?:?$"),
  rule("", "failed", `^(?:Client |Server |Vite )?build failed\\b.*?(?:in ${DURATION})?$`),
  rule(
    "",
    "succeeded",
    `^(?:\\w+ ){0,3}(?:build|compilation|bundle|bundling|compiling)(?: was| is| has)? (?:completed?|succeeded|success(?:ful(?:ly)?)?|finished|done|generated)\\b(?: successfully)?(?: for \\S+)?(?:(?: with|,) ?${counts})?(?: in ${DURATION})?(?: \\(${DURATION.replace("<time>", "<time2>")}\\))?[.!]*$`,
  ),
  rule(
    "",
    "succeeded",
    `^(?:Successfully (?:built|compiled)|Built (?:successfully|\\w+ in))\\b.*?(?:(?:in |\\()${DURATION}\\)?)?\\.?$`,
  ),
];

/** Whether any of them may fit. */
export const mayBeBuild: (bare: string) => boolean = anyOf(buildRules.map(({ pattern }) => pattern));

/** Lines behind the outcome that say more of it. */
export const buildDetails: readonly RegExp[] = [
  /^(?<warnings>\d+) warnings?$/i,
  new RegExp(`^(?:Total time|Time Elapsed|Time|Duration):?\\s+${DURATION}(?: \\(.*\\))?$`, "iu"),
  /^(?<warnings>\d+) Warning\(s\)$/i,
  /^(?<errors>\d+) Error\(s\)$/i,
  /^(?:Cached|Failed|Finished at):\s+.*$/i,
];

/** Lines before the outcome that count for it. */
export const buildCounts: readonly RegExp[] = [/^warning: `.*` .*generated (?<warnings>\d+) warnings?/];
