import { afterEach, expect, test } from "bun:test";
import { flag, type Level, LogRing } from "../../../../core/index.ts";
import { IntakeTools } from "../../../../src/logs/index.ts";
import { LinesCourier } from "../../../../src/process/lines/courier.ts";
import { serveLines } from "../../../../src/process/lines/serve.ts";
import { waitFor } from "../../../support/wait.ts";

const ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const owner = (source: number) => ({ source, name: `p${source}`, directory: "/" });
const none = { tail: () => {}, troubled: () => {} };
const quiet = {
  isOpen: false,
  line: (_: string, level: Level) => ({ flags: 0, group: 0, level }),
  gap() {},
  pause() {},
  end() {},
};

/** Both sides in this thread. `serve: false`: nobody takes anything. */
function make({ serve = true, analyse = () => quiet } = {}) {
  const ring = LogRing.create({ slots: 1024, bytes: 65536 });
  let starts = 0;
  const courier = new LinesCourier((permits) => {
    starts++;
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    if (serve) serveLines(port2, { permits, intake: new IntakeTools(ring.writer()), analyse });
    return { port: port1, ready: new Promise(() => {}) };
  });
  const records = () => ring.reader().range(0, ring.reader().latest()).records;
  const lines = () => records().map(({ source, text }) => `${source} ${text}`);
  return { courier, records, lines, starts: () => starts };
}

test("its thread starts with the first terminal, once", async () => {
  const { courier, starts } = make();
  expect(starts()).toBe(0);
  await Promise.all([courier.open(owner(1), none).end(0), courier.open(owner(2), none).end(0)]);
  expect(starts()).toBe(1);
});

test("what terminals show is told by its source, in order, and all of it before their ends", async () => {
  const { courier, lines } = make();
  const first = courier.open(owner(1), none);
  const second = courier.open(owner(2), none);
  first.push(bytes("one\ntw"), 0);
  second.push(bytes("eins\n"), 0);
  first.push(bytes("o\nthree"), 0);
  const firstEnd = first.end(0);
  second.push(bytes("zwei\n"), 0);
  await firstEnd;
  expect(lines().filter((line) => line.startsWith("1"))).toEqual(["1 one", "1 two", "1 three"]);
  await second.end(0);
  expect(lines().filter((line) => line.startsWith("2"))).toEqual(["2 eins", "2 zwei"]);
});

test("a part of a larger buffer leaves that as it is", async () => {
  const { courier, lines } = make();
  const whole = bytes("before\nline\nbehind\n");
  const terminal = courier.open(owner(1), none);
  terminal.push(whole.subarray(7, 12), 0);
  await terminal.end(0);
  expect(lines()).toEqual(["1 line"]);
  expect(whole).toHaveLength(19);
});

test("what comes after the end of a run was told is marked late", async () => {
  const { courier, records } = make();
  const terminal = courier.open(owner(1), none);
  terminal.push(bytes("in time\n"), 0);
  terminal.isLate = true;
  terminal.push(bytes("too late\n"), 0);
  await terminal.end(0);
  expect(records().map(({ text, flags }) => [text, (flags & flag.late) !== 0])).toEqual([
    ["in time", false],
    ["too late", true],
  ]);
});

test("an open line is told, and a mistake in an analyser, and what follows is taken in", async () => {
  let fails = true;
  const analyser = {
    ...quiet,
    line: (text: string, level: Level) => {
      if (fails) throw new Error(`no ${text}`);
      return quiet.line(text, level);
    },
  };
  const { courier, lines } = make({ analyse: () => analyser });
  const tails: string[] = [];
  const troubles: unknown[] = [];
  const terminal = courier.open(owner(1), {
    tail: (text) => void tails.push(text),
    troubled: (error) => void troubles.push(error),
  });
  terminal.push(bytes("ERROR x\n"), 0);
  await waitFor("the trouble", () => troubles.length > 0);
  expect(String(troubles[0])).toContain("no ERROR x");
  fails = false;
  terminal.push(bytes("name? "), 0);
  await waitFor("the open line", () => tails.includes("name? "));
  await terminal.end(0);
  expect(lines()).toContain("1 name? ");
});

test("a reader is held up while nothing is taken in, but not for ever", () => {
  const { courier } = make({ serve: false });
  const terminal = courier.open(owner(1), none);
  const took = (chunks: number) => {
    const began = performance.now();
    for (let chunk = 0; chunk < chunks; chunk++) terminal.push(bytes("x\n"), 0);
    return performance.now() - began;
  };
  took(64);
  // Two milliseconds each, as the other thread has not started.
  expect(took(10)).toBeWithin(15, 500);
});
