/** `go test -v` prints what a test logs in the form of a finding, and only afterwards whether the test has failed. */

import type { Finding } from "../types.ts";

/** Findings of one test that wait for its end: more logs than somebody reads. */
const MAX_WAITING = 100;

/** Keeps what a running test logs until its end is told. */
export class GoTests {
  /** Undefined while no test is known to run. */
  #waiting: Finding[] | undefined;
  /** Below "=== SKIP: …", as gotestsum sums up: down to the next blank line. */
  #isSkipped = false;

  /** Looks at every line; returns what counts, now that a test has failed. */
  line(text: string): readonly Finding[] {
    if (/^=== (?:RUN|CONT|NAME) /.test(text)) {
      this.#waiting ??= [];
      return [];
    }
    if (text === "" || text.startsWith("=== ")) this.#isSkipped = /^=== (?:SKIP|PASS): /.test(text);
    const end = /^\s*--- (?:FAIL|PASS|SKIP): /.exec(text)?.[0];
    if (end === undefined || this.#waiting === undefined) return [];
    const failed = end.includes("FAIL") ? this.#waiting : [];
    this.#waiting = undefined;
    return failed;
  }

  /** Whether the finding waits for the end of a test. */
  keeps(finding: Finding): boolean {
    if (this.#isSkipped && finding.file.endsWith("_test.go")) return true;
    if (this.#waiting === undefined || !finding.file.endsWith("_test.go")) return false;
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(finding);
    return true;
  }
}
