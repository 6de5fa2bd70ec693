/** Builds and tests as answers show them. */

import * as z from "zod";
import { clock, cut, duration, timestamp } from "../format.ts";
import { mcpLimits } from "../limits.ts";
import type { FailedTest, Work } from "./works.ts";

export const workView = z.object({
  process: z.string(),
  tool: z.string(),
  state: z.string(),
  /** When it ended or, while it runs, began. */
  at: z.string(),
  ms: z.int().nullable(),
});

export const failedTest = z.object({ file: z.string(), name: z.string() });

export function viewOf(work: Work): z.output<typeof workView> {
  const { process, tool, state, startedAt, endedAt, ms } = work;
  return {
    process,
    tool,
    state,
    at: timestamp(endedAt ?? startedAt ?? 0),
    ms: ms === null ? null : Math.round(ms),
  };
}

/** The first of them, by name. */
export function testsOf(failures: readonly FailedTest[], most: number): z.output<typeof failedTest>[] {
  return failures
    .slice(0, most)
    .map(({ file, name }) => ({ file: cut(file, mcpLimits.briefBytes), name: cut(name, mcpLimits.briefBytes) }));
}

/** `types: tsc failed in 312ms, 14:03:05.123` */
export function workLine({ process, tool, state, at, ms }: z.output<typeof workView>): string {
  const when = clock(Date.parse(at));
  const what = `${process}:${tool === "" ? "" : ` ${tool}`}`;
  if (state === "running") return `${what} is running since ${when}`;
  if (state === "unfinished") return `${what} began ${when} and did not get to its end`;
  return `${what} ${state}${ms === null ? "" : ` in ${duration(ms)}`}, ${when}`;
}

export function testLine({ file, name }: z.output<typeof failedTest>): string {
  return `${file === "" ? "" : `${file}: `}${name}`;
}

/** `3 errors, 1 warning`; numbers that are not known or none are left out. */
export function countsText(counts: readonly (readonly [count: number | null, one: string, many: string])[]): string {
  return counts
    .filter(([count]) => count !== null && count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(", ");
}

const order = ["failed", "running", "unfinished", "succeeded"];

/** What is wrong first, then the newest. */
export function byUrgency(a: Work, b: Work): number {
  const at = ({ startedAt, endedAt }: Work) => endedAt ?? startedAt ?? 0;
  return order.indexOf(a.state) - order.indexOf(b.state) || at(b) - at(a);
}
