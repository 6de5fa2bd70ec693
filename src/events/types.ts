/** What tools tell about their work, apart from errors: plain data. */

/** A service of this machine or its network, or only a link (documentation, a registry). */
export type UrlKind = "service" | "link";

/** A URL that a line holds. */
export interface UrlFound {
  readonly kind: "url";
  readonly url: string;
  readonly urlKind: UrlKind;
  /** What it leads to, as far as the line says: `Local`, `Api`; the process's name where it does not. */
  readonly label: string;
  /** Of a service on this machine: which process listens on its port, once that has been looked at. */
  readonly owner?: { readonly pid: number; readonly name: string };
}

/** A server or a watcher says that it is ready. */
export interface ReadyTold {
  readonly kind: "ready";
  /** Where to reach it, if the line says so. */
  readonly url: string | null;
  /** Milliseconds that it took, if the line says so. */
  readonly ms: number | null;
}

/** A build, bundle or compilation; numbers are null where the tool names none. */
export interface BuildTold {
  readonly kind: "build";
  readonly phase: "started" | "succeeded" | "failed";
  readonly tool: string;
  readonly ms: number | null;
  readonly errors: number | null;
  readonly warnings: number | null;
}

/** A test that failed. */
export interface FailedTest {
  /** Empty where the tool does not say. */
  readonly file: string;
  readonly name: string;
}

/** A run of tests; numbers are null where the tool names none. */
export interface TestsTold {
  readonly kind: "tests";
  readonly phase: "started" | "passed" | "failed";
  readonly tool: string;
  readonly passed: number | null;
  readonly failed: number | null;
  readonly skipped: number | null;
  readonly ms: number | null;
  /** The first `MAX_FAILURES` of them. */
  readonly failures: readonly FailedTest[];
}

export type ToolEvent = UrlFound | ReadyTold | BuildTold | TestsTold;
