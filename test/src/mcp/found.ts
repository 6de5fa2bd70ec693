/** What is found in the output of processes, told to a server as the net thread tells it. */

import type { ErrorSighting } from "../../../src/errors/index.ts";
import type { ToldEvent } from "../../../src/events/index.ts";
import { FIRST_TIME, type Harness } from "./harness.ts";

/** A compiler's error of `web`, with what a test says of it. */
export function sighting(parts: Partial<ErrorSighting> = {}): ErrorSighting {
  return {
    type: "TS2322",
    message: "Type 'string' is not assignable to type 'number'.",
    severity: "error",
    kind: "compile",
    language: "typescript",
    place: { file: "src/cart.ts", line: 3, column: 7 },
    frames: [],
    causes: [],
    context: ["src/cart.ts:3:7 - error TS2322: Type 'string' is not assignable to type 'number'."],
    number: 1,
    fingerprint: "aaaa11112222",
    source: 1,
    process: "web",
    directory: "/home/someone/shop",
    time: FIRST_TIME,
    count: 1,
    ...parts,
  };
}

/** An error is seen; it is heard of at once. */
export function see({ overview, journal }: Harness, parts: Partial<ErrorSighting> = {}): ErrorSighting {
  const error = sighting(parts);
  overview.error(error);
  journal.add({ kind: "error", error }, error.time);
  return error;
}

type Told<Event> = Event extends unknown ? Omit<Event, "source" | "process" | "time"> : never;

/** A tool of `web` tells something; it is heard of at once. */
export function tell(
  { overview, journal }: Harness,
  told: Told<ToldEvent>,
  where: Partial<Pick<ToldEvent, "source" | "process" | "time">> = {},
): void {
  const event: ToldEvent = { source: 1, process: "web", time: FIRST_TIME, ...where, ...told };
  overview.event(event);
  journal.add({ kind: "event", event }, event.time);
}
