import { afterEach, describe, expect, test } from "bun:test";
import type { Exchange, ProxyClient } from "../../../src/proxy/index.ts";
import { limits } from "../../../tui/limits.ts";
import type { Model } from "../../../tui/model.ts";
import { update } from "../../../tui/update.ts";
import type { ShownExchange } from "../../../tui/web/shown.ts";
import { ExchangeWatch } from "../../../tui/web/watch.ts";
import { waitFor } from "../../support/wait.ts";
import { modelOf, NOW, processOf, TestLog, withProcess } from "../support.ts";
import { exchangeOf } from "./support.ts";

const open: ExchangeWatch[] = [];
afterEach(() => {
  for (const watch of open.splice(0)) watch.close();
});

/** A watch, and what it has asked for and told. */
function watching(exchanges: readonly Exchange[], log = new TestLog()) {
  const asked: number[] = [];
  const shown: ShownExchange[] = [];
  const refuse = () => Promise.reject(new Error("not asked for here"));
  const proxy: ProxyClient = {
    list: refuse,
    clear: refuse,
    replay: refuse,
    setMode: refuse,
    add: refuse,
    exchange: async (id) => {
      asked.push(id);
      return exchanges.find((one) => one.id === id) ?? null;
    },
  };
  const watch = new ExchangeWatch({ proxy, reader: log.reader, tell: (one) => shown.push(one) });
  open.push(watch);
  return { watch, asked, shown };
}

function model(exchanges: readonly Exchange[], selected: number | null, changes: Partial<Model> = {}): Model {
  const base = withProcess(modelOf({ view: "web", ...changes }), processOf("web", 1, "running"));
  const taken = update(base, { type: "exchanges", rows: exchanges }).model;
  const web = { ...taken.pages.web, selected: selected === null ? null : String(selected) };
  return { ...taken, pages: { ...taken.pages, web } };
}

describe("the exchange that is looked at", () => {
  test("is asked for once, and again when it has changed", async () => {
    const going = exchangeOf({ id: 1, doneMs: null, status: null });
    const { watch, asked, shown } = watching([exchangeOf({ id: 1 })]);
    watch.follow(model([going], 1));
    await waitFor("the first answer", () => shown.length === 1);
    watch.follow(model([going], 1, { rows: 30 }));
    const done = model([exchangeOf({ id: 1 })], 1);
    watch.follow(done);
    await waitFor("the second answer", () => shown.length === 2);
    for (let frame = 0; frame < 5; frame += 1) watch.follow({ ...done });
    await Bun.sleep(0);
    expect(asked).toEqual([1, 1]);
  });

  test("nothing is asked for that cannot be seen: another view, a list alone, an empty list", async () => {
    const { watch, asked } = watching([exchangeOf()]);
    watch.follow({ ...model([exchangeOf()], 1), view: "logs" });
    watch.follow(model([exchangeOf()], 1, { columns: 60 }));
    watch.follow(model([], null));
    await Bun.sleep(0);
    expect(asked).toEqual([]);
  });

  test("of a flood that is followed only some are asked for, the last one in any case", async () => {
    const all = Array.from({ length: 40 }, (_, index) => exchangeOf({ id: index + 1 }));
    const { watch, asked, shown } = watching(all);
    for (const { id } of all) watch.follow(model(all.slice(0, id), null));
    await waitFor("the last one", () => shown.at(-1)?.id === 40);
    expect(asked).toEqual([1, 40]);
  });

  test("comes with the lines that its process printed meanwhile, and with the one that it repeats", async () => {
    const log = new TestLog();
    for (const [source, text] of [
      [1, "before"],
      [1, "GET /"],
      [2, "of another"],
      [1, "done"],
    ] as const)
      log.print(source, text);
    log.print(1, "later", { time: NOW + 31 + limits.lineDelayMs + 1 });
    const first = exchangeOf({ id: 1, status: 500 });
    const again = exchangeOf({ id: 2, replayOf: 1, sequence: 1, endSequence: 4 });
    const { watch, shown } = watching([first, again], log);
    watch.follow(model([first, again], 2));
    await waitFor("the answer", () => shown.length === 1);
    expect(shown[0]?.lines.map(({ text }) => text)).toEqual(["GET /", "done"]);
    expect(shown[0]?.difference?.isSame).toBe(false);
  });

  test("that is no longer kept is said to be so", async () => {
    const { watch, shown } = watching([]);
    watch.follow(model([exchangeOf({ id: 7 })], 7));
    await waitFor("the answer", () => shown.length === 1);
    expect(shown[0]).toMatchObject({ id: 7, exchange: null });
  });
});
