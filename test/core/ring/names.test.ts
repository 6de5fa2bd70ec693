import assert from "node:assert/strict";
import { test } from "node:test";
import { level, levelNames, stream, streamNames } from "../../../core/index.ts";

test("levels and streams have the names that stand at their numbers, and no others", () => {
  assert.deepEqual(Object.fromEntries(levelNames.map((name, number) => [name, number])), level);
  assert.deepEqual(Object.fromEntries(streamNames.map((name, number) => [name, number])), stream);
});
