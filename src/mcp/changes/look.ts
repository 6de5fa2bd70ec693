/** Looks at all processes again and again while what a change has set off goes on. */

import { groupBy } from "es-toolkit";
import { flag } from "../../../core/index.ts";
import { worksOf } from "../outcomes/works.ts";
import { firstAt } from "../position.ts";
import type { ToolContext } from "../tool.ts";
import { isReadyLine, LineWatch } from "./line-watch.ts";
import { type Standing, standingOf } from "./standing.ts";

/** Newest lines about readiness that are looked at of a process. */
const READY_LINES = 5;

/** From one change on. */
export class ChangeWatch {
  readonly #context: ToolContext;
  readonly #since: number;
  /** Only this process. */
  readonly #source: number | undefined;
  readonly #lines: LineWatch;
  readonly #readyBefore = new Map<number, number>();

  constructor(context: ToolContext, since: number, source: number | undefined) {
    this.#context = context;
    this.#since = since;
    this.#source = source;
    this.#lines = new LineWatch(context.reader, firstAt(since, context.reader), since);
  }

  async look(signal: AbortSignal): Promise<Standing[]> {
    const { processes, overview, journal } = this.#context;
    const all = (await processes.list()).filter(({ source }) => this.#source === undefined || source === this.#source);
    await this.#lines.advance(new Set(all.map(({ source }) => source)), signal);
    const { events } = overview.events();
    const works = [...worksOf("build", events, all), ...worksOf("tests", events, all)];
    const bad = journal
      .since(0)
      .entries.flatMap(({ what }) => (what.kind === "error" && what.error.severity !== "warning" ? [what.error] : []));
    const errors = groupBy(bad, ({ source }) => source);
    const now = Date.now();
    return all.flatMap((process) => {
      const { source } = process;
      const sight = {
        process,
        works: works.filter((work) => work.source === source),
        errors: errors[source] ?? [],
        printed: this.#lines.of(source),
        readyBefore: this.#readyBeforeOf(source),
      };
      return standingOf(sight, this.#since, now) ?? [];
    });
  }

  /** Looked at once: what it said before the change is not said otherwise later. */
  #readyBeforeOf(source: number): number {
    const known = this.#readyBefore.get(source);
    if (known !== undefined) return known;
    const { reader } = this.#context;
    const filter = { sources: new Set([source]), anyFlags: flag.ready, until: this.#since };
    const lines = reader.select(filter, reader.latest(), -1, READY_LINES).flatMap((at) => reader.at(at) ?? []);
    const time = lines.find(isReadyLine)?.time ?? 0;
    this.#readyBefore.set(source, time);
    return time;
  }
}
