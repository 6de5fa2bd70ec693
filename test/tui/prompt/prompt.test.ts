import { expect, test } from "bun:test";
import { lineOf } from "../../../tui/prompt/line-edit.ts";
import { openPrompt, queryOf } from "../../../tui/prompt/prompt.ts";

test.each([
  ["hide", "/health/", "health"],
  ["hide", "/health", "/health"],
  ["show", "a/b/", "a/b/"],
  ["search", "/health/", "/health/"],
] as const)(
  "what %s makes of %j looks for %j: a pattern may stand between slashes, as its chip shows it",
  (kind, text, found) => {
    expect(queryOf({ ...openPrompt(kind), line: lineOf(text) })).toMatchObject({ text: found });
  },
);
