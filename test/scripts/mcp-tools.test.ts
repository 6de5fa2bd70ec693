import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listTokens, toolsText } from "../../scripts/mcp-tools.ts";

test("docs/mcp-tools.md is what the tools say (bun run mcp-tools writes it)", () => {
  expect(readFileSync(join(import.meta.dir, "../../docs/mcp-tools.md"), "utf8")).toBe(toolsText());
});

test("the list of tools costs an agent 6,000 tokens at most", () => {
  expect(listTokens()).toBeLessThanOrEqual(6000);
});
