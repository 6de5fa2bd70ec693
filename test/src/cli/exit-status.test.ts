import { expect, test } from "bun:test";
import { failureStatus } from "../../../src/cli/exit-status.ts";

test("a failure has its exit code, that of its signal, or 1", () => {
  expect(failureStatus({ exitCode: 7, signal: null })).toBe(7);
  expect(failureStatus({ exitCode: null, signal: "SIGABRT" })).toBe(134);
  expect(failureStatus({ exitCode: null, signal: "SIGKILL" })).toBe(137);
  expect(failureStatus({ exitCode: null, signal: null })).toBe(1);
  expect(failureStatus({ exitCode: 0, signal: null })).toBe(1);
  expect(failureStatus({ exitCode: null, signal: "SIGNONE" })).toBe(1);
});
