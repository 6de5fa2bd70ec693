import { expect, test } from "bun:test";
import { mapValues } from "es-toolkit";
import { EventBus, LogRing } from "../../../core/index.ts";
import { SystemLog } from "../../../src/logs/index.ts";
import type { ExchangeRow } from "../../../src/proxy/index.ts";
import { startProxy } from "../../../src/threads/running-proxy.ts";
import { topics, topicsWith } from "../../../src/topics.ts";
import { waitFor } from "../../support/wait.ts";

/** The proxy on a real bus, and what is told on it. */
function running() {
  const ring = LogRing.create({ slots: 1024, bytes: 1 << 18 });
  const bus = EventBus.create(topicsWith(mapValues(topics, ({ priority }) => priority)));
  const log = new SystemLog(ring.writer(), undefined);
  const events: { rows: readonly ExchangeRow[]; passed: number }[] = [];
  let clears = 0;
  bus.subscribe("proxy.exchanges", ({ payload }) => void events.push(payload));
  const settings = {
    enabled: true,
    mode: "reverse",
    url: undefined,
    port: 0,
    firstPort: 0,
    bodyBytes: 1024,
    exchanges: 500,
  } as const;
  const proxy = startProxy({
    settings,
    directory: "/nowhere",
    bus,
    log,
    reader: ring.reader(),
    ended: () => {},
    cleared: () => clears++,
  });
  const exchange = (url: string) => proxy.capture.begin({ head: undefined, url, process: null, label: "" }).done();
  return { bus, proxy, events, exchange, clears: () => clears };
}

test("rows that are too large for an event are told in several; one that no event holds counts as passed", async () => {
  const { bus, proxy, events, exchange } = running();
  for (let number = 0; number < 40; number++) exchange(`http://localhost:3000/?${"x".repeat(2_500)}`);
  exchange(`http://localhost:3000/?${"x".repeat(70_000)}`);
  exchange("http://localhost:3000/last");
  proxy.capture.flush();
  await waitFor("the last", () => events.some(({ rows }) => rows.some(({ id }) => id === 42)));
  const ids = events.flatMap(({ rows }) => rows.map(({ id }) => id));
  expect(ids).toEqual([...Array.from({ length: 40 }, (_one, at) => at + 1), 42]);
  expect(events.reduce((sum, { passed }) => sum + passed, 0)).toBe(1);
  await proxy.close();
  await bus.close(500);
});

test("what was forgotten before it was told is counted, and a clear is told", async () => {
  const { bus, proxy, events, exchange, clears } = running();
  const cleared = bus.waitFor("proxy.cleared", () => true, 5_000);
  for (let number = 0; number < 600; number++) exchange("http://localhost:3000/");
  expect(await proxy.control.clear()).toBe(500);
  expect((await cleared)?.payload).toEqual({ process: null });
  await waitFor("all", () => events.reduce((sum, { rows, passed }) => sum + rows.length + passed, 0) === 600);
  expect(events[0]?.passed).toBe(100);
  expect(clears()).toBe(1);
  await proxy.close();
  await bus.close(500);
});
