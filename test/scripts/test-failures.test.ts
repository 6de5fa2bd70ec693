import { expect, test } from "bun:test";
import { failuresIn } from "../../scripts/test-failures.ts";

test("bun test: only what failed, under its file", () => {
  const output = `bun test v1.4.5

test/a.test.ts:
noise
\x1b[32m(pass)\x1b[0m fine [1ms]

test/b.test.ts:
(pass) also fine [1ms]
error: expect(received).toBe(expected)
      at test/b.test.ts:3:1
(fail) broken [2ms]
(skip) not here
(pass) fine again [1ms]

test/c.test.ts:
(pass) fine at last [1ms]

1 tests failed:
(fail) broken [2ms]

 3 pass
 1 fail`;
  expect(failuresIn(output)).toBe(`test/b.test.ts:
error: expect(received).toBe(expected)
      at test/b.test.ts:3:1
(fail) broken [2ms]

1 tests failed:
(fail) broken [2ms]

 3 pass
 1 fail`);
});

test("bun test: an error outside of every test is kept", () => {
  const output = "# Unhandled error between tests\nerror: boom\n(pass) fine [1ms]\n\n 1 pass\n 0 fail\n 1 error";
  expect(failuresIn(output)).toContain("error: boom");
});

test("deno test and node --test: their lists of failures", () => {
  const deno = `running 2 tests from ./a.test.ts
good ... \x1b[32mok\x1b[0m (1ms)
bad ... \x1b[31mFAILED\x1b[0m (4ms)

\x1b[1m ERRORS \x1b[0m

bad => ./a.test.ts:2:23
error: 1 !== 2

FAILED | 1 passed | 1 failed (2ms)

error: Test failed

Stack backtrace:
   0: <unknown>`;
  expect(failuresIn(deno)).toBe(
    "ERRORS \n\nbad => ./a.test.ts:2:23\nerror: 1 !== 2\n\nFAILED | 1 passed | 1 failed (2ms)",
  );
  const node = "✔ good (1ms)\n✖ bad (2ms)\n  1 !== 2\nℹ pass 1\n\n✖ failing tests:\n\n✖ bad (2ms)\n  1 !== 2\n";
  expect(failuresIn(node)).toBe("✖ failing tests:\n\n✖ bad (2ms)\n  1 !== 2");
});

test("a run that stopped midway: what came last, without what passed", () => {
  expect(failuresIn("✔ good (1ms)\n﹣ left (1ms) # SKIP\npanic: out of luck\n")).toBe("panic: out of luck");
  expect(failuresIn("good ... ok (1ms)\nbad ...\npanic: out of luck\n")).toBe("bad ...\npanic: out of luck");
});
