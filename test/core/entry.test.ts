import assert from "node:assert/strict";
import { test } from "node:test";
import { entryAt } from "../../core/entry.ts";

test("an entry of a table, or an error that says what there is", () => {
  assert.equal(entryAt(["a", "b"], 1), "b");
  assert.throws(() => entryAt(["a", "b"], 2), /no entry 2 in a table of 2/);
});
