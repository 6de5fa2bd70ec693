import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keysText } from "../../scripts/keys.ts";

test("docs/keys.md is what the key table says (bun run keys writes it)", () => {
  expect(readFileSync(join(import.meta.dir, "../../docs/keys.md"), "utf8")).toBe(keysText());
});
