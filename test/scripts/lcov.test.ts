import { expect, test } from "bun:test";
import { readLcov } from "../../scripts/lcov.ts";

const report = `TN:
SF:/project/core/a.ts
BRDA:3,1,0,4
BRDA:3,1,1,-
BRDA:7,2,0,0
DA:1,5
DA:2,0
DA:3,12
LF:3
end_of_record
SF:/project/core/b.ts
DA:1,1
end_of_record
`;

test("a tracefile tells for each file which lines never ran and which branches were never taken", () => {
  expect(readLcov(report)).toEqual([
    { file: "/project/core/a.ts", lines: 3, missedLines: [2], branches: 3, missedBranches: [3, 7] },
    { file: "/project/core/b.ts", lines: 1, missedLines: [], branches: 0, missedBranches: [] },
  ]);
});

test("an empty report has no files", () => {
  expect(readLcov("")).toEqual([]);
});
