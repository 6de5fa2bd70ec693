/** What a running Brummer tells of its core when `brum doctor --core` asks. */

import type { Priority } from "../../core/index.ts";
import type { CoreSettings, EventBusSettings } from "../config/index.ts";

/** Numbers by name. */
export type Counters = Readonly<Record<string, number>>;

/** As it is sent, as JSON. */
export interface CoreReport {
  readonly version: string;
  readonly pid: number;
  /** Of the project. */
  readonly directory: string;
  /** When the program started: milliseconds since 1970. */
  readonly startedAt: number;
  readonly settings: {
    readonly core: CoreSettings;
    readonly eventBus: Omit<EventBusSettings, "priorities"> & {
      /** By topic; those of the bus itself, which nobody can set, are missing. */
      readonly priorities: Readonly<Record<string, Priority>>;
    };
  };
  /** `LogRing.counters()` */
  readonly ring: Counters;
  /** `EventBus.counters()` */
  readonly bus: {
    readonly priorities: Readonly<Record<string, Counters>>;
    readonly topics: Readonly<Record<string, Counters>>;
    readonly threads: readonly { readonly thread: number; readonly topics: Readonly<Record<string, Counters>> }[];
  };
}
