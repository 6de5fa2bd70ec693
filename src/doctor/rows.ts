/** What each counter of the core means, as data. */

/** One counter. */
export interface Row {
  /** As the core calls it. */
  readonly field: string;
  readonly name: string;
  /** A sentence for people. */
  readonly meaning: string;
  /** What anything but 0 is: a sign of something broken, or of a limit that was reached. */
  readonly weight?: "worry" | "note";
  /** What is counted; things, where there is none. */
  readonly unit?: "bytes" | "ms";
}

const lockRows = [
  { field: "lockWaits", name: "lock waits", meaning: "times a writer slept for the lock; normal under load" },
  {
    field: "lockTakeovers",
    name: "lock takeovers",
    meaning: "locks freed after the death of a thread",
    weight: "worry",
  },
  { field: "abandoned", name: "abandoned claims", meaning: "writes that a dying thread left open", weight: "worry" },
] as const satisfies readonly Row[];

/** Of the log ring and the error ring. */
export const ringRows: readonly Row[] = [
  { field: "records", name: "records", meaning: "lines written so far, the pieces of a long line counted apart" },
  { field: "claims", name: "claims", meaning: "writes that brought them: one lock and one copy each" },
  { field: "errors", name: "errors", meaning: "warnings and errors among them, kept in the error ring as well" },
  { field: "gaps", name: "gaps", meaning: "times a reader was so slow that lines were overwritten before it" },
  { field: "dropped", name: "dropped", meaning: "lines that slow readers did not get", weight: "note" },
  { field: "errorsMissed", name: "errors missed", meaning: "errors the error ring had no room for", weight: "worry" },
  { field: "roomWaits", name: "room waits", meaning: "times a writer waited, as half of the ring was being written" },
  { field: "gateWaits", name: "gate waits", meaning: "times a writer waited for a reader that must get every line" },
  ...lockRows,
];

/** What each priority of the event bus may hold, as configured. */
export const busSizeRows: readonly Row[] = [
  { field: "slots", name: "slots", meaning: "events that its ring holds" },
  { field: "bytes", name: "bytes", meaning: "payloads that its ring holds", unit: "bytes" },
  { field: "queue", name: "queue", meaning: "events that may wait in each thread" },
];

/** Of each priority of the event bus. */
export const busRows: readonly Row[] = [
  { field: "events", name: "events", meaning: "published so far" },
  { field: "claims", name: "claims", meaning: "writes that brought them, a batch counted once" },
  { field: "waits", name: "waits", meaning: "times a publisher waited for a slow subscriber" },
  { field: "stalls", name: "stalls", meaning: "times it gave up on one", weight: "worry" },
  { field: "missed", name: "missed", meaning: "events overwritten before a subscriber took them", weight: "note" },
  ...lockRows,
];

/** Of each topic of the event bus, over all threads. */
export const topicRows: readonly Row[] = [
  { field: "published", name: "published", meaning: "events" },
  { field: "handled", name: "handled", meaning: "runs of handlers that have ended; each subscriber has its own" },
  {
    field: "fallbacks",
    name: "fallbacks",
    meaning: "runs that a publisher did itself, as too many were waiting",
    weight: "note",
  },
  { field: "failed", name: "failed", meaning: "runs that ended with an error; the log has it", weight: "worry" },
  {
    field: "slowestMs",
    name: "slowest",
    meaning: "the longest run; one that waits for something may take long",
    unit: "ms",
  },
];
