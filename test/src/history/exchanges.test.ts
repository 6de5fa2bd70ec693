/** Exchanges of HTTP in the history: written, read, within bounds. */

import { expect, test } from "bun:test";
import { join } from "node:path";
import { HistoryReader, prune } from "../../../src/history/index.ts";
import { HistoryLoop, openHistory, Recorder } from "../../../src/history/thread.ts";
import { unpackExchange, writtenExchange } from "../../../src/proxy/index.ts";
import { runtime } from "../../../src/runtime/index.ts";
import { makeFolder } from "../../support/folder.ts";
import { waitFor } from "../../support/wait.ts";
import { bodyOf, exchangeOf } from "../proxy/exchange.ts";

const run = { startedAt: 1_000, pid: process.pid, version: "1", directory: "/p" };
const DAY = 24 * 60 * 60 * 1000;

/** A recorder of a file in a folder of its own, with nothing printed. */
async function recording() {
  const folder = makeFolder();
  const file = join(folder.path, "h.db");
  const { writer } = await openHistory(file, run);
  const told: string[] = [];
  const follower = {
    cursor: 0,
    next: () => ({ records: [], dropped: 0 }),
    nextRaw: () => ({ records: { count: 0 }, dropped: 0 }),
  };
  const recorder = new Recorder({
    writer,
    // Nothing is printed: it is never asked for what there is.
    follower: follower as unknown as ConstructorParameters<typeof Recorder>[0]["follower"],
    latest: () => 0,
    capacity: 100,
    retention: { maxBytes: 1e9, maxAgeMs: DAY },
    failed: (why) => told.push(why),
    warn: (text) => told.push(text),
  });
  return { folder, file, writer, recorder, told };
}

test("what was exchanged is read back as it was, in rows and whole", async () => {
  const { folder, file, recorder, told } = await recording();
  using _ = folder;
  const body = Uint8Array.from({ length: 3000 }, (_one, at) => at % 256);
  const first = exchangeOf({ id: 1, responseBody: bodyOf(body, 9000), replayOf: 3 });
  const second = exchangeOf({ id: 2, messages: [{ from: "client", at: 1, kind: "text", size: 2, text: "hi" }] });
  recorder.exchanges([first, second].map(writtenExchange));
  recorder.close(2_000);
  expect(told).toEqual([]);
  const reader = await HistoryReader.open(file);
  const rows = reader.exchangeRows(1);
  expect(rows.map(({ id, replayOf }) => [id, replayOf])).toEqual([
    [1, 3],
    [2, undefined],
  ]);
  expect(rows[0]).not.toHaveProperty("requestFields");
  const found = [1, 2].map((id) => {
    const stored = reader.exchange(1, id);
    return stored === undefined ? undefined : unpackExchange(stored);
  });
  expect(
    found.map(
      (one) => one && { ...one, responseBody: { ...one.responseBody, bytes: Uint8Array.from(one.responseBody.bytes) } },
    ),
  ).toEqual(
    [first, second].map((one) => ({
      ...one,
      responseBody: { ...one.responseBody, bytes: Uint8Array.from(one.responseBody.bytes) },
    })),
  );
  expect(reader.exchange(1, 3)).toBeUndefined();
  expect(reader.exchangeRows(9)).toEqual([]);
  reader.close();
});

test("they are written soon, also where nothing is printed", async () => {
  const { folder, file, recorder } = await recording();
  using _ = folder;
  const silent = Promise.withResolvers<boolean>();
  const follower = { cursor: 0, next: () => ({ records: [], dropped: 0 }), waitAsync: () => silent.promise };
  const loop = new HistoryLoop({
    follower: follower as unknown as ConstructorParameters<typeof HistoryLoop>[0]["follower"],
    recorder,
    files: undefined,
  });
  const ended = loop.run();
  // It has nothing to do, and waits for long.
  await Bun.sleep(1);
  recorder.exchanges([writtenExchange(exchangeOf({ startedAt: Date.now() }))]);
  loop.nudge();
  const reader = await HistoryReader.open(file);
  await waitFor("the row", () => reader.exchangeRows(1).length === 1);
  reader.close();
  loop.stop();
  silent.resolve(false);
  await ended;
  loop.finish(3_000);
});

test("what is too old or too much goes, the oldest first, and lines do not make room for it", async () => {
  const { folder, file, writer, recorder } = await recording();
  using _ = folder;
  const now = Date.UTC(2026, 6, 29);
  const random = (id: number) => bodyOf(crypto.getRandomValues(new Uint8Array(20_000)).fill(id, 0, 1));
  const exchanges = Array.from({ length: 50 }, (_one, at) =>
    exchangeOf({ id: at + 1, startedAt: at < 5 ? now - 3 * DAY : now - 1000, responseBody: random(at) }),
  );
  recorder.exchanges(exchanges.map(writtenExchange));
  writer.commit();
  const ids = async () => {
    const reader = await HistoryReader.open(file);
    const found = reader.exchangeRows(1).map(({ id }) => id);
    reader.close();
    return found;
  };
  prune(writer.database, { maxBytes: 1e9, maxAgeMs: DAY }, now, [1]);
  expect(await ids()).toEqual(Array.from({ length: 45 }, (_one, at) => at + 6));
  // A quarter of it is theirs: some 25 of 20 KB.
  prune(writer.database, { maxBytes: 2_000_000, maxAgeMs: DAY }, now, [1]);
  const left = await ids();
  expect(left.length).toBeGreaterThan(15);
  expect(left.length).toBeLessThan(30);
  expect(left.at(-1)).toBe(50);
  recorder.close(now);
});

test("a history of the form before gets the table", async () => {
  const folder = makeFolder();
  using _ = folder;
  const file = join(folder.path, "h.db");
  const { writer } = await openHistory(file, run);
  writer.close(2_000);
  const database = await runtime.openDatabase(file, { readonly: false });
  database.exec("DROP TABLE exchanges; PRAGMA user_version = 1");
  database.close();
  const { writer: again, told } = await openHistory(file, run);
  again.close(3_000);
  expect(told).toBeUndefined();
  const reader = await HistoryReader.open(file);
  expect(reader.runs(10).length).toBe(2);
  expect(reader.exchangeRows(2)).toEqual([]);
  reader.close();
});
