import { expect, test } from "bun:test";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { Journal } from "../../../src/mcp/thread.ts";
import { exchangeOf } from "../proxy/exchange.ts";
import { sighting } from "./sightings.ts";

test("a flood of exchanges pushes out nothing but exchanges", () => {
  const journal = new Journal(() => 0);
  journal.add({ kind: "error", error: sighting("ab12ab12ab12") });
  const count = 3 * mcpLimits.happenings;
  for (let id = 1; id <= count; id++) journal.add({ kind: "exchange", exchange: exchangeOf({ id }) });
  journal.add({ kind: "error", error: sighting("cd34cd34cd34") });
  const { entries, forgotten } = journal.since(0);
  expect(entries.map(({ what }) => what.kind).filter((kind) => kind === "error")).toHaveLength(2);
  expect(entries.map(({ number }) => number)).toEqual(entries.map(({ number }) => number).toSorted((a, b) => a - b));
  expect(forgotten).toBe(count + 2 - entries.length);
  expect(journal.since(count).entries.map(({ number }) => number)).toEqual([count + 1, count + 2]);
});
