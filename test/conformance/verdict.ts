/** What the results of the conformance suite mean: which checks passed, and what failed. */

/** One check of a scenario. */
export interface Check {
  readonly id: string;
  readonly description: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string | undefined;
}

/** The scenarios of a revision: those that count for the suite, and those that it runs beside them. */
export interface Requirements {
  readonly scored: readonly string[];
  readonly others: readonly { readonly scenario: string; readonly reason: string }[];
}

/** The checks of each scenario that ran. */
export type Results = ReadonlyMap<string, readonly Check[]>;

export interface Verdict {
  readonly scenarios: number;
  /** Whether all of them ran. */
  readonly isComplete: boolean;
  readonly passed: number;
  /** A line for each failed check. */
  readonly failures: readonly string[];
  /** Scenarios that do not count here. */
  readonly leftOut: readonly string[];
}

/** Scenarios, scored by nobody, of something that Brummer does not offer; the suite fails what is not there. */
const notOffered: Readonly<Record<string, string>> = {
  "http-custom-header-server-validation": "no tool takes an argument from a header",
};

/**
 * Stricter than the suite: what it does not score counts, too, but for extensions of the protocol; so do warnings (what a server
 * SHOULD do) and what could not be checked. A scenario that did not run, or checked nothing, has failed.
 */
export function judge({ scored, others }: Requirements, results: Results): Verdict {
  const isLeftOut = ({ scenario, reason }: { scenario: string; reason: string }) =>
    reason === "extension" || scenario in notOffered;
  const leftOut = others
    .filter(isLeftOut)
    .map(({ scenario, reason }) => `${scenario} (${notOffered[scenario] ?? reason})`);
  const counted = [...scored, ...others.filter((other) => !isLeftOut(other)).map(({ scenario }) => scenario)];
  const failures: string[] = [];
  let passed = 0;
  for (const scenario of counted) {
    const checks = results.get(scenario);
    const good = checks?.filter(({ status }) => status === "SUCCESS").length ?? 0;
    passed += good;
    if (checks === undefined) failures.push(`${scenario}: did not run`);
    else if (good === 0) failures.push(`${scenario}: checked nothing`);
    for (const { id, description, status, errorMessage } of checks ?? []) {
      if (status === "SUCCESS" || status === "INFO") continue;
      failures.push(`${scenario}, ${id}: ${status.toLowerCase()}: ${errorMessage ?? description}`);
    }
  }
  const isComplete = counted.every((scenario) => results.has(scenario));
  return { scenarios: counted.length, isComplete, passed, failures, leftOut };
}
