/** Builds and runs of tests in words. Pure. */

import type { Outcome, WorkEvent } from "./outcomes.ts";

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;

/** `vitest`; where the tool is not known, what it does. */
export function toolOf({ tool, kind }: Pick<WorkEvent, "tool" | "kind">): string {
  return tool !== "" ? tool : kind === "build" ? "build" : "tests";
}

/** `3 failed of 120`, `120 passed`, `failed, 2 errors`, `built, 1 warning`; without numbers where the tool told none. */
export function resultOf({ ok, told }: Outcome): string {
  if (told.kind === "build") {
    const counts = [
      told.errors === null || told.errors === 0 ? "" : count(told.errors, "error"),
      told.warnings === null || told.warnings === 0 ? "" : count(told.warnings, "warning"),
    ];
    return [ok ? "built" : "failed", ...counts].filter((part) => part !== "").join(", ");
  }
  const { passed, failed } = told;
  if (ok) return passed === null ? "passed" : `${passed} passed`;
  if (failed === null || failed === 0) return passed === null ? "failed" : `failed, ${passed} passed`;
  return passed === null ? `${failed} failed` : `${failed} failed of ${failed + passed}`;
}

/** What failed, to be pasted somewhere: the tests under their files, and lines of errors. */
export function failureText(outcome: Outcome, errors: readonly string[]): string {
  const { told } = outcome;
  const head = `${told.process} (${toolOf(told)}): ${resultOf(outcome)}`;
  const failures = told.kind === "tests" ? told.failures : [];
  const lines = failures.flatMap(({ file, name }, index) => {
    const isNew = file !== "" && file !== failures[index - 1]?.file;
    return [...(isNew ? [file] : []), file === "" ? name : `  ${name}`];
  });
  return [head, ...lines, ...errors].join("\n");
}
