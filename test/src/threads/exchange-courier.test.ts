import { expect, test } from "bun:test";
import { ExchangeCourier } from "../../../src/threads/exchange-courier.ts";
import { waitFor } from "../../support/wait.ts";
import { exchangeOf } from "../proxy/exchange.ts";

/** A courier to somebody who takes batches when told. */
function carrying(find = (id: number) => (id === 13 ? undefined : exchangeOf({ id }))) {
  const batches: number[][] = [];
  const missed: number[] = [];
  let taken = Promise.resolve();
  const courier = new ExchangeCourier({
    find,
    send: (exchanges) => {
      batches.push(exchanges.map(({ id }) => id));
      return taken;
    },
    missed: (count) => missed.push(count),
  });
  return { courier, batches, missed, hold: (until: Promise<void>) => (taken = until) };
}

test("what ends together goes together, in order; what is no longer kept counts as missed", async () => {
  const { courier, batches, missed } = carrying();
  for (const id of [11, 12, 13, 14]) courier.ended(id);
  await waitFor("the batch", () => missed.length > 0);
  expect([batches, missed]).toEqual([[[11, 12, 14]], [1]]);
  await courier.close();
});

test("one batch at a time, of a bounded size, and what finds no room is counted", async () => {
  const { courier, batches, missed, hold } = carrying((id) => exchangeOf({ id }));
  const gate = Promise.withResolvers<void>();
  hold(gate.promise);
  for (let id = 1; id <= 1500; id++) courier.ended(id);
  await waitFor("the first batch", () => batches.length > 0);
  expect(batches.map(({ length }) => length)).toEqual([20]);
  const closed = courier.close();
  gate.resolve();
  await closed;
  expect(batches.flat()).toEqual(Array.from({ length: 1000 }, (_one, at) => at + 1));
  expect(missed).toEqual([500]);
});

test("at the end what waits is brought at once; after it nothing is", async () => {
  const { courier, batches } = carrying();
  courier.ended(1);
  await courier.close();
  expect(batches).toEqual([[1]]);
  courier.ended(2);
  expect(batches).toEqual([[1]]);
});

test("the modules of a page go quickly, a load test does not", async () => {
  const { courier, batches, missed } = carrying((id) => exchangeOf({ id }));
  let next = 1;
  const come = (count: number) => {
    for (const end = next + count; next < end; next++) courier.ended(next);
  };
  while (next <= 2_000) {
    come(150);
    await Bun.sleep(50);
  }
  await waitFor("all of them", () => batches.flat().length === next - 1);
  // With a quarter of a second for each 200 some would have found no room.
  expect(missed).toEqual([]);
  come(3_500);
  await courier.close();
  expect(batches.flat().length).toBeLessThan(4_000);
});

test("what somebody has cleared is not missed, and nothing empty is sent", async () => {
  const { courier, batches, missed } = carrying((id) => (id <= 3 ? undefined : exchangeOf({ id })));
  for (const id of [1, 2]) courier.ended(id);
  courier.cleared();
  courier.ended(3);
  await waitFor("the end", () => missed.length > 0);
  expect([batches, missed]).toEqual([[], [1]]);
  courier.ended(4);
  await courier.close();
  expect(batches).toEqual([[4]]);
});
