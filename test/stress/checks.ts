/** What was checked and what failed. */

export interface Result {
  readonly name: string;
  readonly problem: string | undefined;
}

/** The checks of one scenario. Each has a name and fails with a reason; the same name again counts once. */
export class Checks {
  readonly #results = new Map<string, string | undefined>();

  /** `problem` tells what was seen in place of what `name` promises. */
  check(name: string, isTrue: boolean, problem: string): void {
    const before = this.#results.get(name);
    this.#results.set(name, before ?? (isTrue ? undefined : problem));
  }

  equal(name: string, actual: number, expected: number): void {
    this.check(name, actual === expected, `${actual.toLocaleString("en")}, not ${expected.toLocaleString("en")}`);
  }

  get results(): readonly Result[] {
    return [...this.#results].map(([name, problem]) => ({ name, problem }));
  }
}
