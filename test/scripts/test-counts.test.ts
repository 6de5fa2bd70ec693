import { expect, test } from "bun:test";
import { countTests } from "../../scripts/test-counts.ts";

test("bun test", () => {
  const output = `test/a.test.ts:
(pass) 3 pass [0.10ms]
(skip) draws on tmux
(skip) group > (unnamed)
\x1b[2m(todo)\x1b[0m later

1 tests skipped:
(skip) draws on tmux

 12 pass
 1 skip
 1 todo
 2 fail
 40 expect() calls
Ran 16 tests across 2 files. [1.00s]`;
  expect(countTests(output)).toEqual({ passed: 12, failed: 2, skipped: ["draws on tmux", "later"] });
});

test("deno test", () => {
  const output = `a ... ok (1ms)
gone ... ignored (0ms)

FAILED | 24 passed (3 steps) | 5 failed | 1 ignored (20s)`;
  expect(countTests(output)).toEqual({ passed: 24, failed: 5, skipped: ["gone"] });
  expect(countTests("\x1b[32mok\x1b[0m | 7 passed | 0 failed (2ms)\n")).toEqual({ passed: 7, failed: 0, skipped: [] });
});

test("node --test, as TAP and for a terminal", () => {
  const tap = "ok 1 - a\nok 2 - b # SKIP no memory\n1..2\n# tests 4\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 1\n";
  expect(countTests(tap)).toEqual({ passed: 2, failed: 2, skipped: ["b"] });
  const spec = "✔ a (0.3ms)\n﹣ b (0.1ms) # SKIP\nℹ tests 3\nℹ pass 2\nℹ fail 0\nℹ cancelled 0\n";
  expect(countTests(spec)).toEqual({ passed: 2, failed: 0, skipped: ["b"] });
});

test("several summaries are added up, and no summary counts nothing", () => {
  expect(countTests("3 passed, 0 failed\r\n 2 pass\r\n 1 fail\r\n")).toEqual({ passed: 5, failed: 1, skipped: [] });
  expect(countTests("Segmentation fault")).toEqual({ passed: 0, failed: 0, skipped: [] });
});
