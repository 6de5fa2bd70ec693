/** How well the output of whole tools is understood: through the real intake, beside what a person has read in it. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LogRing, level, stream } from "../../core/index.ts";
import { Analysis } from "../../src/analysis/index.ts";
import { builtIn, type ErrorSighting } from "../../src/errors/index.ts";
import type { ToldEvent } from "../../src/events/index.ts";
import { IntakeTools, LogIntake } from "../../src/logs/index.ts";

/** What is in an output: the form of `test/corpus/tools/*.json`. */
interface Expected {
  readonly tool: string;
  readonly healthy: boolean;
  readonly urls: readonly { readonly url: string; readonly kind: string }[];
  readonly ready: boolean;
  readonly builds: readonly {
    readonly outcome: string;
    readonly ms?: number;
    readonly errors?: number;
    readonly warnings?: number;
  }[];
  readonly tests: readonly {
    readonly outcome: string;
    readonly passed?: number;
    readonly failed?: number;
    readonly skipped?: number;
    readonly failures?: readonly { readonly file?: string; readonly name: string }[];
  }[];
  readonly errors: readonly {
    readonly type?: string;
    readonly code?: string;
    readonly message?: string;
    readonly severity?: string;
    readonly file?: string;
    readonly line?: number;
  }[];
  readonly errorsMore?: boolean;
  readonly levels: { readonly error: readonly number[]; readonly warn: readonly number[] };
}

/** What was told of an output. */
export interface Understood {
  readonly errors: readonly ErrorSighting[];
  readonly events: readonly ToldEvent[];
  /** Level of each line, and its text. */
  readonly lines: readonly { readonly level: number; readonly text: string }[];
}

/** Right, told and there, of one kind of thing. */
export interface Count {
  right: number;
  told: number;
  there: number;
}

export const kinds = ["urls", "ready", "builds", "tests", "failures", "errors", "error lines"] as const;
export type Kind = (typeof kinds)[number];

export interface ToolScore {
  readonly name: string;
  readonly counts: Readonly<Record<Kind, Count>>;
  /** What was missed or is wrong, a line each. */
  readonly wrong: readonly string[];
}

/** Reads bytes as a process would print them, so many at a time. */
export function understand(bytes: Uint8Array, chunkBytes: number): Understood {
  const ring = LogRing.create({ slots: 1 << 14, bytes: 1 << 22 });
  const errors: ErrorSighting[] = [];
  const events: ToldEvent[] = [];
  const analysis = new Analysis({
    rules: builtIn,
    numbers: { first: 1, step: 1 },
    publishError: (sighting) => void errors.push(sighting),
    publishEvent: (event) => void events.push(event),
  });
  const analyser = analysis.forRun({ source: 1, name: "tool", directory: "/" })();
  const intake = new LogIntake(new IntakeTools(ring.writer()), { source: 1, stream: stream.stdout, analyser });
  for (let at = 0; at < bytes.length; at += chunkBytes) intake.push(bytes.slice(at, at + chunkBytes), 1e12);
  intake.end(1e12);
  const { records } = ring.reader().range(0, ring.reader().latest());
  return { errors, events, lines: records.map(({ level: at, text }) => ({ level: at, text })) };
}

export function toolScores(corpus: string): ToolScore[] {
  const names = readdirSync(corpus).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5)] : []));
  return names.map((name) => {
    // Checked border: the form is that of the corpus.
    const expected = JSON.parse(readFileSync(join(corpus, `${name}.json`), "utf8")) as Expected;
    return { name, ...compared(expected, understand(readFileSync(join(corpus, `${name}.out`)), 4096)) };
  });
}

function compared(expected: Expected, found: Understood): Omit<ToolScore, "name"> {
  const wrong: string[] = [];
  const say = (kind: string, sign: "-" | "+", what: unknown) =>
    wrong.push(`${sign} ${kind} ${typeof what === "string" ? what : JSON.stringify(what)}`);
  const sets = (kind: Kind, there: readonly string[], told: readonly string[]): Count => {
    const left = [...told];
    let right = 0;
    for (const one of there) {
      const at = left.indexOf(one);
      if (at === -1) say(kind, "-", one);
      else {
        left.splice(at, 1);
        right++;
      }
    }
    for (const one of left) say(kind, "+", one);
    return { right, told: told.length, there: there.length };
  };
  const builds = found.events.flatMap((event) => (event.kind === "build" && event.phase !== "started" ? [event] : []));
  const tests = found.events.flatMap((event) => (event.kind === "tests" && event.phase !== "started" ? [event] : []));
  const numbers = (...values: readonly (number | null | undefined)[]) => values.map((one) => one ?? "-").join("/");
  const isReady = found.events.some(({ kind }) => kind === "ready");
  return {
    counts: {
      urls: sets(
        "urls",
        expected.urls.map(({ url, kind }) => `${kind} ${url}`),
        found.events.flatMap((event) => (event.kind === "url" ? [`${event.urlKind} ${event.url}`] : [])),
      ),
      ready: sets("ready", expected.ready ? ["yes"] : [], isReady ? ["yes"] : []),
      builds: sets(
        "builds",
        expected.builds.map(({ outcome, ms, errors, warnings }) => `${outcome} ${numbers(ms, errors, warnings)}`),
        builds.map(({ phase, ms, errors, warnings }, index) => {
          // A number that the reader of the corpus left out is not asked for.
          const asked = expected.builds[index];
          return `${phase} ${numbers(asked?.ms === undefined ? null : ms, asked?.errors === undefined ? null : errors, asked?.warnings === undefined ? null : warnings)}`;
        }),
      ),
      tests: sets(
        "tests",
        expected.tests.map(({ outcome, passed, failed, skipped }) => `${outcome} ${numbers(passed, failed, skipped)}`),
        tests.map(({ phase, passed, failed, skipped }, index) => {
          const asked = expected.tests[index];
          return `${phase} ${numbers(asked?.passed === undefined ? null : passed, asked?.failed === undefined ? null : failed, asked?.skipped === undefined ? null : (skipped ?? 0))}`;
        }),
      ),
      failures: failuresOf(expected, tests, say),
      errors: errorsOf(expected, found, say),
      "error lines": linesOf(expected, found, say),
    },
    wrong,
  };
}

type Say = (kind: string, sign: "-" | "+", what: unknown) => void;

function failuresOf(expected: Expected, tests: readonly Extract<ToldEvent, { kind: "tests" }>[], say: Say): Count {
  const there = expected.tests.flatMap(({ failures = [] }) => failures);
  const left = tests.flatMap(({ failures }) => failures);
  const told = left.length;
  let right = 0;
  for (const one of there) {
    const at = left.findIndex(
      ({ file, name }) => name.includes(one.name) && (one.file === undefined || file === "" || file.endsWith(one.file)),
    );
    if (at === -1) say("failures", "-", one);
    else {
      left.splice(at, 1);
      right++;
    }
  }
  for (const one of left) say("failures", "+", one);
  return { right, told, there: there.length };
}

function errorsOf(expected: Expected, { errors }: Understood, say: Say): Count {
  const left = [...errors];
  let right = 0;
  for (const one of expected.errors) {
    const at = left.findIndex((error) => isSame(one, error));
    if (at === -1) say("errors", "-", one);
    else {
      left.splice(at, 1);
      right++;
    }
  }
  // What was found right may be found again (an error that is printed twice is one group).
  const extra = expected.errorsMore ? [] : left.filter((error) => !expected.errors.some((one) => isSame(one, error)));
  for (const { type, message, place, context } of extra) say("errors", "+", { type, message, place, from: context[0] });
  return { right, told: right + extra.length, there: expected.errors.length };
}

function isSame(one: Expected["errors"][number], error: ErrorSighting): boolean {
  const wanted = normal(one.message ?? "");
  const told = normal(error.message);
  const isSaid =
    wanted === "" || told.includes(wanted.slice(0, 60)) || (told !== "" && wanted.includes(told.slice(0, 60)));
  if (one.file === undefined) return isSaid;
  const { place } = error;
  const file = one.file.replace(/^\.\//, "");
  const isThere = place !== null && (place.file.endsWith(file) || file.endsWith(place.file.replace(/^\.\//, "")));
  return isThere && (one.line === undefined || place.line === one.line) && (isSaid || one.line !== undefined);
}

function normal(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}

function linesOf(expected: Expected, { lines }: Understood, say: Say): Count {
  let right = 0;
  for (const number of expected.levels.error) {
    const line = lines[number - 1];
    if (line !== undefined && line.level >= level.error) right++;
    else say("error lines", "-", `${number}: ${line?.text}`);
  }
  const wrong = expected.healthy ? lines.filter((line) => line.level >= level.error) : [];
  for (const line of wrong) say("error lines", "+", line.text);
  return { right, told: right + wrong.length, there: expected.levels.error.length };
}
