/** Looks at all processes again and again while what a change has set off goes on. */

import { groupBy } from "es-toolkit";
import { flag } from "../../../core/index.ts";
import { mcpLimits } from "../limits.ts";
import { worksOf } from "../outcomes/works.ts";
import { Pace } from "../pace.ts";
import { firstAt } from "../position.ts";
import type { ToolContext } from "../tool.ts";
import { isReadyLine, LineWatch } from "./line-watch.ts";
import { type Standing, standingOf } from "./standing.ts";

/** Lines about readiness that are looked at in one stretch of the log, the newest: servers say it once. */
const READY_LINES = 100;

/** From one change on. */
export class ChangeWatch {
  readonly #context: ToolContext;
  readonly #since: number;
  /** Only this process. */
  readonly #source: number | undefined;
  readonly #lines: LineWatch;
  #readyBefore: ReadonlyMap<number, number> | undefined;

  constructor(context: ToolContext, since: number, source: number | undefined) {
    this.#context = context;
    this.#since = since;
    this.#source = source;
    this.#lines = new LineWatch(context.reader, firstAt(since, context.reader), since);
  }

  async look(signal: AbortSignal): Promise<Standing[]> {
    const { processes, overview, journal } = this.#context;
    const all = (await processes.list()).filter(({ source }) => this.#source === undefined || source === this.#source);
    const sources = new Set(all.map(({ source }) => source));
    this.#readyBefore ??= await this.#lookBack(sources, signal);
    const readyBefore = this.#readyBefore;
    await this.#lines.advance(sources, signal);
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
        readyBefore: readyBefore.get(source) ?? 0,
      };
      return standingOf(sight, this.#since, now) ?? [];
    });
  }

  /** Looked at once: what was said before the change is not said otherwise later. */
  async #lookBack(sources: ReadonlySet<number>, signal: AbortSignal): Promise<ReadonlyMap<number, number>> {
    const { reader } = this.#context;
    const times = new Map<number, number>();
    const pace = new Pace(mcpLimits.searchMs, signal);
    const filter = { sources, anyFlags: flag.ready, until: this.#since };
    for (let end = this.#lines.start; end > reader.oldest(); end -= mcpLimits.scanRecords) {
      const start = Math.max(0, end - mcpLimits.scanRecords);
      for (const sequence of reader.select(filter, end, -1, READY_LINES, start)) {
        const record = reader.at(sequence);
        if (record !== undefined && isReadyLine(record) && !times.has(record.source)) {
          times.set(record.source, record.time);
        }
      }
      if (times.size === sources.size || (pace.isDue && (await pace.isOver()))) break;
    }
    return times;
  }
}
