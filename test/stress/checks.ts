/** What was checked and what failed. */

export interface Result {
  readonly name: string;
  readonly problem: string | undefined;
  /** Why it was left out: then it neither passed nor failed. */
  readonly notChecked?: string;
}

/** The checks of one scenario. Each has a name and fails with a reason; the same name again counts once. */
export class Checks {
  readonly #results = new Map<string, string | undefined>();
  readonly #leftOut = new Map<string, string>();

  /** `problem` tells what was seen in place of what `name` promises. */
  check(name: string, isTrue: boolean, problem: string): void {
    const before = this.#results.get(name);
    this.#results.set(name, before ?? (isTrue ? undefined : problem));
  }

  equal(name: string, actual: number, expected: number): void {
    this.check(name, actual === expected, `${actual.toLocaleString("en")}, not ${expected.toLocaleString("en")}`);
  }

  /** `name` cannot be checked in this run. */
  leaveOut(name: string, reason: string): void {
    this.#leftOut.set(name, reason);
  }

  get results(): readonly Result[] {
    return [
      ...[...this.#results].map(([name, problem]) => ({ name, problem })),
      ...[...this.#leftOut].map(([name, notChecked]) => ({ name, problem: undefined, notChecked })),
    ];
  }
}

/** How many passed and failed; what was left out counts as neither. */
export function countResults(results: readonly Result[]): { passed: number; failed: number } {
  const checked = results.filter(({ notChecked }) => notChecked === undefined);
  const failed = checked.filter(({ problem }) => problem !== undefined).length;
  return { passed: checked.length - failed, failed };
}
