import { expect, test } from "bun:test";
import { type Part, runPart } from "../../scripts/test-part.ts";
import { waitFor } from "../support/wait.ts";

const part = (kind: Part["kind"], script: string): Part => ({
  name: "x",
  command: ["sh", "-c", script],
  limit: 60,
  kind,
});
const run = (kind: Part["kind"], script: string, limit = 20) => runPart(part(kind, script), limit, { ...process.env });

test("a check counts as one test, by its exit code", async () => {
  expect(await run("check", "echo fine; echo more >&2")).toMatchObject({ passed: 1, failed: 0 });
  expect(await run("check", "echo bad; exit 2")).toMatchObject({ passed: 0, failed: 1, output: "bad\n" });
});

test("a part with tests counts what its summary says", async () => {
  expect(await run("tests", "echo '5 passed, 0 failed'")).toMatchObject({ passed: 5, failed: 0 });
  expect(await run("tests", "echo '5 passed, 2 failed'; exit 1")).toMatchObject({ passed: 5, failed: 2 });
});

test("a part that ran no test, or ended badly with no failed test, has failed", async () => {
  expect(await run("tests", "true")).toMatchObject({ failed: 1, problem: "ran no test" });
  expect(await run("tests", "echo '5 passed, 0 failed'; exit 3")).toMatchObject({ failed: 1, problem: "ended with 3" });
  expect(await run("tests", "kill -SEGV $$")).toMatchObject({ failed: 1, problem: "ended with SIGSEGV" });
});

test("a part that takes too long is ended with all that it started, and has failed", async () => {
  const outcome = await run("tests", "echo '5 passed, 0 failed'; sleep 1000 & echo child $!; wait", 1);
  expect(outcome).toMatchObject({ passed: 5, failed: 1, problem: "took longer than 1 s" });
  const child = Number(/child (\d+)/.exec(outcome.output)?.[1]);
  await waitFor("the end of the child", () => !lives(child));
});

test("what a part leaves behind is ended and keeps nobody waiting", async () => {
  const outcome = await run("tests", "sleep 1000 & echo child $!; echo '1 passed, 0 failed'");
  expect(outcome).toMatchObject({ passed: 1, failed: 0 });
  await waitFor("the end of the child", () => !lives(Number(/child (\d+)/.exec(outcome.output)?.[1])));
});

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
