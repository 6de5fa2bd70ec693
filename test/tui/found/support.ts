/** Events as ingest threads tell them, for the tests of what is made of them. */

import { type ErrorGroup, ErrorGroups, type ErrorSighting } from "../../../src/errors/index.ts";
import type { WorkEvent } from "../../../tui/found/outcomes.ts";
import type { UrlTold } from "../../../tui/found/urls.ts";
import { NOW } from "../support.ts";

/** Minutes before {@link NOW}, as a moment. */
export const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

export function url(process: string, address: string, changes: Partial<UrlTold> = {}): UrlTold {
  return { kind: "url", url: address, urlKind: "service", label: process, source: 1, process, time: NOW, ...changes };
}

type Tests = Extract<WorkEvent, { kind: "tests" }>;
type Build = Extract<WorkEvent, { kind: "build" }>;

export function tests(process: string, phase: Tests["phase"], changes: Partial<Tests> = {}): Tests {
  return {
    kind: "tests",
    phase,
    tool: "vitest",
    passed: null,
    failed: null,
    skipped: null,
    ms: null,
    failures: [],
    source: 2,
    process,
    time: NOW,
    ...changes,
  };
}

export function build(process: string, phase: Build["phase"], changes: Partial<Build> = {}): Build {
  return {
    kind: "build",
    phase,
    tool: "vite",
    ms: null,
    errors: null,
    warnings: null,
    source: 1,
    process,
    time: NOW,
    ...changes,
  };
}

/** An error as a process told it. */
export function sighting(process: string, type: string, changes: Partial<ErrorSighting> = {}): ErrorSighting {
  const place = { file: `src/${type.toLowerCase()}.ts`, line: 42, column: 17 };
  return {
    number: 7,
    language: "javascript",
    type,
    message: "it broke",
    severity: "error",
    causes: [],
    frames: [],
    place,
    context: [`${type}: it broke`],
    fingerprint: type,
    kind: "runtime",
    source: 2,
    process,
    directory: "/project",
    time: NOW,
    count: 1,
    ...changes,
  };
}

/** What is known after these. */
export function groupsOf(...sightings: ErrorSighting[]): readonly ErrorGroup[] {
  const groups = new ErrorGroups();
  for (const one of sightings) groups.add(one);
  return groups.list();
}
