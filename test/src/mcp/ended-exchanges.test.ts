import { expect, test } from "bun:test";
import { mcpLimits } from "../../../src/mcp/limits.ts";
import { EndedExchanges, Journal } from "../../../src/mcp/thread.ts";
import { exchangeOf } from "../proxy/exchange.ts";

function heard() {
  const journal = new Journal(() => 0);
  const ids = () =>
    journal.since(0).entries.map(({ what }) => (what.kind === "exchange" ? what.exchange.id : undefined));
  return { journal, ended: new EndedExchanges(journal), ids };
}

test("an exchange comes into the journal when it is over, once however often it is told", () => {
  const { ended, ids } = heard();
  ended.heard({ rows: [exchangeOf({ id: 1, endSequence: null }), exchangeOf({ id: 2 })], passed: 0 });
  ended.heard({ rows: [exchangeOf({ id: 1 }), exchangeOf({ id: 2 })], passed: 0 });
  expect(ids()).toEqual([2, 1]);
  // Something was missed: all are looked at.
  ended.caughtUp([1, 2, 3].map((id) => exchangeOf({ id })));
  expect(ids()).toEqual([2, 1, 3]);
});

test("what was forgotten before it was told counts as forgotten", () => {
  const { ended, journal } = heard();
  ended.heard({ rows: [exchangeOf({ id: 100 })], passed: 99 });
  expect(journal.since(0).forgotten).toBe(99);
  expect(journal.last).toBe(100);
});

test("of very many the newest are looked at", () => {
  const { ended, ids } = heard();
  ended.caughtUp(Array.from({ length: 3 * mcpLimits.happenings }, (_one, at) => exchangeOf({ id: at + 1 })));
  expect(ids()).toHaveLength(mcpLimits.happenings);
  expect(ids().at(-1)).toBe(3 * mcpLimits.happenings);
});
