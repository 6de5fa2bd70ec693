/** What an ingest thread or its lines thread reads out of lines, and who hears of it. */

import type { EventBus } from "../../core/index.ts";
import { Analysis } from "../analysis/index.ts";
import type { RuleSet } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { Topics } from "../topics.ts";

/** Which of the analysing threads this is: no two give an error the same number. */
export interface AnalysingThread {
  /** Its number among the ingest threads, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly kind: "ingest" | "lines";
}

/** An analysis that publishes what it finds. */
export function newAnalysis(rules: RuleSet, bus: EventBus<Topics>, { index, count, kind }: AnalysingThread): Analysis {
  return new Analysis({
    rules,
    numbers: { first: 1 + index + (kind === "lines" ? count : 0), step: 2 * count },
    publishError: (sighting) => bus.publish("error.detected", sighting),
    publishEvent: (event) => publishEvent(bus, event),
  });
}

function publishEvent(bus: EventBus<Topics>, event: ToldEvent): void {
  switch (event.kind) {
    case "url":
      bus.publish("url.detected", event);
      return;
    case "ready":
      bus.publish("ready.detected", event);
      return;
    case "build":
      bus.publish("build.event", event);
      return;
    case "tests":
      bus.publish("test.event", event);
  }
}
