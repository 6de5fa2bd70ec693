import { beforeEach, describe, expect, test } from "bun:test";
import { LogBatch, type LogRing, level, LogRing as Ring, type Stream, stream } from "../../../../core/index.ts";
import { Pattern } from "../../../../src/logs/index.ts";
import { LineWaits } from "../../../../src/process/ready/line-waits.ts";

let ring: LogRing;
let waits: LineWaits;
let print: (text: string, source?: number, of?: Stream, time?: number) => void;

function use(options: { slots: number; bytes: number }): void {
  ring = Ring.create(options);
  waits = new LineWaits(ring.reader());
  const writer = ring.writer();
  const batch = new LogBatch();
  print = (text, source = 1, of = stream.stdout, time = 1000) => {
    batch.clear();
    batch.add({ time, source, stream: of, level: level.info, flags: 0, group: 0 }, new TextEncoder().encode(text));
    writer.write(batch);
  };
}
beforeEach(() => use({ slots: 4096, bytes: 1 << 20 }));

const fits = (pattern: string) => new Pattern(pattern, false);
const textOf = async (wait: ReturnType<LineWaits["wait"]>) => (await wait.found)?.record.text;

describe("a wait for a line", () => {
  test("finds the first that fits, there already or still to come, of its source alone", async () => {
    print("ready before");
    const from = waits.latest();
    print("ready too", 2);
    print("not yet");
    print("ready 1");
    print("ready 2");
    expect(await textOf(waits.wait({ source: 1, from, matcher: fits("^ready") }))).toBe("ready 1");
    const later = waits.wait({ source: 1, from: waits.latest(), matcher: fits("up$") });
    await Bun.sleep(20);
    print("up", 2);
    print("it is up");
    expect(await textOf(later)).toBe("it is up");
  });

  test("passes over what Brummer says itself, and what was read before", async () => {
    print("started: serve --ready", 1, stream.system, 2000);
    print("ready early", 1, stream.stdout, 1999);
    print("ready", 1, stream.stderr, 2000);
    expect(await textOf(waits.wait({ source: 1, from: 0, since: 2000, matcher: fits("ready") }))).toBe("ready");
  });

  test("joins others at work, from further back and from further on", async () => {
    for (let line = 0; line < 3000; line++) print(`line ${line}`, (line % 3) + 1);
    const first = waits.wait({ source: 1, from: 2000, matcher: fits("^line 2700$") });
    await Bun.sleep(1);
    const back = waits.wait({ source: 2, from: 0, matcher: fits("^line 1$") });
    const on = waits.wait({ source: 3, from: waits.latest(), matcher: fits("^new$") });
    print("new", 3);
    expect(await Promise.all([first, back, on].map(textOf))).toEqual(["line 2700", "line 1", "new"]);
  });

  test("does not see what came before its own beginning, nor wait for news of what is there", async () => {
    print("ready 1");
    const parked = waits.wait({ source: 1, from: waits.latest(), matcher: fits("^ready") });
    await Bun.sleep(20);
    const early = waits.wait({ source: 1, from: 0, matcher: fits("^ready") });
    expect(await textOf(early)).toBe("ready 1");
    waits.wait({ source: 1, from: 0, matcher: fits("^never") });
    print("ready 2");
    expect(await textOf(parked)).toBe("ready 2");
  });

  test("says how much was overwritten before it could look", async () => {
    use({ slots: 64, bytes: 1 << 14 });
    for (let line = 0; line < 200; line++) print(`line ${line}`);
    const wait = waits.wait({ source: 1, from: 0, matcher: fits("line 199") });
    const found = await wait.found;
    expect(found?.record.sequence).toBe(199);
    expect(found?.missed).toBeGreaterThanOrEqual(136);
    expect(found?.missed).toBeLessThan(200);
  });

  test("can be stopped, and finds nothing then", async () => {
    const wait = waits.wait({ source: 1, from: 0, matcher: fits("x") });
    await Bun.sleep(1);
    wait.stop();
    print("x");
    expect(await wait.found).toBeUndefined();
    expect(await textOf(waits.wait({ source: 1, from: 0, matcher: fits("x") }))).toBe("x");
  });

  test("gives others their turn, whatever the pattern and however many the lines", async () => {
    for (let line = 0; line < 300; line++) print("a".repeat(1500));
    print("b");
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const wait = waits.wait({ source: 1, from: 0, matcher: fits("(a?){60}a{60}.*.*.*x|^b$") });
    expect(await textOf(wait)).toBe("b");
    clearInterval(timer);
    expect(longest).toBeLessThan(100);
  });

  test("fails where its matcher does, with all others, and new ones work", async () => {
    const matcher = {
      test: () => {
        throw new Error("broken");
      },
    };
    print("x");
    expect(waits.wait({ source: 1, from: 0, matcher }).found).rejects.toThrow("broken");
    await Bun.sleep(20);
    expect(await textOf(waits.wait({ source: 1, from: 0, matcher: fits("x") }))).toBe("x");
  });
});
