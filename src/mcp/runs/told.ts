/** What the tools inside of a process have told of its newest run. Pure. */

import type { ToldEvent } from "../../events/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";

type Of<Kind extends ToldEvent["kind"]> = Extract<ToldEvent, { readonly kind: Kind }>;

export interface Told {
  /** The first time. */
  readonly ready: Of<"ready"> | undefined;
  /** The first address that such a line names; null: none does. */
  readonly readyUrl: string | null;
  /** Addresses of services, in the order in which they were told. */
  readonly services: readonly Of<"url">[];
  /** The newest. */
  readonly build: Of<"build"> | undefined;
  readonly tests: Of<"tests"> | undefined;
  /** The newest that failed, whatever came after: of several packages one may fail and another one succeed. */
  readonly failedBuild: Of<"build"> | undefined;
  readonly failedTests: Of<"tests"> | undefined;
  /** When a build last succeeded, milliseconds since 1970; 0: never. */
  readonly builtAt: number;
}

/** `events`: of all processes and runs, oldest first. */
export function toldOf(
  { source, startedAt }: Pick<ProcessSnapshot, "source" | "startedAt">,
  events: readonly ToldEvent[],
): Told {
  let told: Told = {
    ready: undefined,
    readyUrl: null,
    services: [],
    build: undefined,
    tests: undefined,
    failedBuild: undefined,
    failedTests: undefined,
    builtAt: 0,
  };
  const services: Of<"url">[] = [];
  for (const event of events) {
    if (event.source !== source || event.time < startedAt) continue;
    switch (event.kind) {
      case "url":
        if (event.urlKind === "service") services.push(event);
        break;
      case "ready":
        told = { ...told, ready: told.ready ?? event, readyUrl: told.readyUrl ?? event.url };
        break;
      case "build":
        told = { ...told, build: event };
        if (event.phase === "failed") told = { ...told, failedBuild: event };
        else if (event.phase === "succeeded") told = { ...told, builtAt: event.time };
        break;
      case "tests":
        if (event.phase !== "started") told = { ...told, tests: event };
        if (event.phase === "failed") told = { ...told, failedTests: event };
    }
  }
  return { ...told, services };
}
