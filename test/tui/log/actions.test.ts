import { expect, test } from "bun:test";
import { LogActions } from "../../../tui/log/actions.ts";
import { everything } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import type { Model } from "../../../tui/model.ts";
import { recordLook } from "../../../tui/views/record.ts";
import { ERROR, modelOf, processOf, TestLog, withProcess } from "../support.ts";

function actionsOn(log: TestLog) {
  const windows = new LogWindows(log.reader);
  const actions = new LogActions(log.reader, windows);
  const request = ({ anchor }: Model) => {
    return { spec: everything, search: null, anchor, height: 5, collapse: false, look: recordLook(modelOf(), 60) };
  };
  return { actions, request };
}

const model = ["web", "typecheck"].reduce(
  (next, name, index) => withProcess(next, processOf(name, index + 1, "running")),
  modelOf({ scope: "all" }),
);

test("in a pager all lines begin in the same column", () => {
  const log = new TestLog();
  log.print(1, "ready");
  log.print(2, "no errors");
  log.print(1, "");
  const { actions, request } = actionsOn(log);
  expect(actions.allLines(model, request(model))).toEqual([
    "10:42:07 web        ready",
    "10:42:07 typecheck  no errors",
    "10:42:07 web",
  ]);
});

test("e and E go from error to error, also back from where there is no further one, and on from one that was shown", () => {
  const log = new TestLog();
  for (const group of [5, 6, 7]) {
    log.printMany(1, 1, 9);
    for (const text of ["broken", "  at a", "  at b"]) log.print(1, `${text} ${group}`, { ...ERROR, group });
  }
  log.printMany(1, 1, 9);
  const { actions, request } = actionsOn(log);
  const heads = [9, 21, 33];
  let { anchor } = modelOf();
  /** Which error a jump shows, by its first line; none: how far it did not come. */
  const jump = (direction: 1 | -1): number | undefined => {
    const at = { ...model, anchor };
    const message = actions.perform({ type: "jump", to: { kind: "error", direction } }, at, request(at));
    if (message.type !== "jumped") return undefined;
    anchor = message.anchor;
    const shown = new LogWindows(log.reader).read(request({ ...model, anchor })).sequences;
    return heads.findIndex((head) => shown.includes(head));
  };
  expect([jump(-1), jump(-1), jump(-1), jump(-1)]).toEqual([2, 1, 0, undefined]);
  expect([jump(1), jump(1), jump(1)]).toEqual([1, 2, undefined]);
  expect(jump(-1)).toBe(1);
  actions.cameTo(9);
  anchor = { sequence: 12, row: 0 };
  expect(jump(1)).toBe(1);
});

test("a search that has nothing above goes to what is below", () => {
  const log = new TestLog();
  log.printMany(1, 1, 30);
  log.print(1, "needle");
  const { actions, request } = actionsOn(log);
  const scrolled: Model = { ...model, anchor: { sequence: 9, row: 0 } };
  const search = { text: "needle", regex: false, ignoreCase: true, at: null };
  const asked = { ...request(scrolled), search };
  const to = { kind: "hit", direction: -1 } as const;
  expect(actions.perform({ type: "jump", to }, scrolled, asked)).toMatchObject({ type: "notice" });
  const both = actions.perform({ type: "jump", to: { ...to, orBack: true } }, scrolled, asked);
  expect(both).toMatchObject({ type: "jumped", hit: 30 });
});

test("n and N pass equal lines that are one row at once", () => {
  const log = new TestLog();
  log.print(1, "odd first");
  for (let count = 0; count < 500; count += 1) log.print(1, "odd");
  log.print(1, "odd last");
  const { actions, request } = actionsOn(log);
  let at = modelOf({
    log: { ...model.log, collapse: true, search: { text: "odd", regex: false, ignoreCase: true, at: null } },
  });
  const hits: number[] = [];
  const step = (direction: 1 | -1) => {
    const of = { ...request(at), collapse: true, search: at.log.search };
    const message = actions.perform({ type: "jump", to: { kind: "hit", direction } }, at, of);
    if (message.type !== "jumped" || at.log.search === null) return;
    hits.push(message.sequence);
    at = { ...at, log: { ...at.log, search: { ...at.log.search, at: message.hit } } };
  };
  for (const direction of [-1, -1, -1, 1, 1] as const) step(direction);
  expect(hits).toEqual([501, 500, 0, 1, 501]);
});
