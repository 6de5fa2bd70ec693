import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { flag, stream } from "../../../core/index.ts";
import { everything } from "../../../tui/log/selection.ts";
import { LogWindows } from "../../../tui/log/window.ts";
import type { Scroll } from "../../../tui/messages.ts";
import type { Anchor } from "../../../tui/model.ts";
import { textOf } from "../../../tui/text/style.ts";
import { recordLook } from "../../../tui/views/record.ts";
import { ERROR, modelOf, processOf, TestLog, withProcess } from "../support.ts";

/** A pane on a ring, as the driver uses it. */
class Pane {
  readonly log: TestLog;
  readonly windows: LogWindows;
  anchor: Anchor | null = null;
  source: number | "all" = "all";
  height = 5;
  width = 60;

  constructor(log = new TestLog()) {
    this.log = log;
    this.windows = new LogWindows(log.reader);
  }

  #request() {
    const model = withProcess(
      modelOf({ scope: this.source === "all" ? "all" : "selected" }),
      processOf("web", 1, "running"),
    );
    return {
      spec: { ...everything, sources: this.source === "all" ? null : [this.source] },
      search: null,
      anchor: this.anchor,
      height: this.height,
      collapse: false,
      look: recordLook(model, this.width),
    };
  }

  read() {
    return this.windows.read(this.#request());
  }

  /** The text of the rows, without time, name and sign. */
  rows(): string[] {
    return this.read().rows.map((row) =>
      textOf(row)
        .replace(/^ 10:42:07 /, "")
        .replace(/^\S+ +/, "")
        .trim(),
    );
  }

  scroll(scroll: Scroll): string[] {
    this.anchor = this.windows.scroll(this.#request(), scroll);
    return this.rows();
  }

  by(rows: number): string[] {
    return this.scroll({ unit: "rows", by: rows });
  }
}

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

describe("following", () => {
  test("shows the newest rows, and new ones as they come", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 3);
    expect(pane.rows()).toEqual(lines(1, 3));
    pane.log.printMany(1, 4, 9);
    expect(pane.rows()).toEqual(lines(5, 9));
    pane.log.printMany(1, 10, 10);
    expect(pane.rows()).toEqual(lines(6, 10));
  });

  test("shows one source among many, before and after it becomes quiet", () => {
    const pane = new Pane();
    pane.source = 1;
    pane.width = 60;
    const rows = () => pane.read().rows.map((row) => textOf(row).slice(12).trim());
    pane.log.printMany(1, 1, 3);
    pane.log.printMany(2, 1, 300);
    expect(rows()).toEqual(lines(1, 3));
    pane.log.printMany(2, 301, 400);
    pane.log.printMany(1, 4, 4);
    expect(rows()).toEqual(lines(1, 4));
    pane.log.printMany(1, 5, 50);
    expect(rows()).toEqual(lines(46, 50));
    expect(pane.read()).toMatchObject({ lines: 50, behind: 0 });
  });

  test("lines of one source are counted exactly, also while the ring overwrites them", () => {
    const pane = new Pane(new TestLog(64));
    pane.source = 1;
    for (let round = 0; round < 30; round += 1) {
      pane.log.printMany(1 + (round % 3), 1, 7);
      const kept = pane.log.reader.range(pane.log.reader.oldest(), pane.log.reader.latest()).records;
      expect(pane.read().lines).toBe(kept.filter((record) => record.source === 1).length);
    }
  });

  test("what was there before is counted piece by piece, without holding up the newest lines", () => {
    const reads: number[] = [];
    const pane = new Pane(new TestLog(1 << 15));
    pane.log.printMany(1, 1, 20_000);
    pane.log.printMany(2, 1, 3);
    pane.source = 1;
    for (let log = pane.read(); ; log = pane.read()) {
      expect(textOf(log.rows.at(-1) ?? [])).toEndWith("line 20000");
      reads.push(log.lines);
      if (log.counted) break;
    }
    expect(reads.at(-1)).toBe(20_000);
    expect(reads).toEqual(reads.toSorted((a, b) => a - b));
    pane.by(-7);
    expect(pane.read().behind).toBe(7);
    pane.log.printMany(1, 20_001, 20_010);
    expect(pane.read()).toMatchObject({ behind: 17, lines: 20_010 });
  });

  test("a taller pane shows more", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 20);
    expect(pane.rows()).toHaveLength(5);
    pane.height = 8;
    expect(pane.rows()).toEqual(lines(13, 20));
  });
});

describe("scrolling back", () => {
  test("the text stays still while lines arrive, and the distance is told", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 20);
    expect(pane.by(-3)).toEqual(lines(13, 17));
    expect(pane.read()).toMatchObject({ behind: 3, lines: 20 });
    pane.log.printMany(1, 21, 120);
    expect(pane.rows()).toEqual(lines(13, 17));
    expect(pane.read()).toMatchObject({ behind: 103, lines: 120 });
  });

  test("the text stays still even when the ring has overwritten it; scrolling then goes to what is left", () => {
    const pane = new Pane(new TestLog(64));
    pane.log.printMany(1, 1, 20);
    pane.by(-3);
    expect(pane.rows()).toEqual(lines(13, 17));
    pane.log.printMany(1, 21, 500);
    expect(pane.rows()).toEqual(lines(13, 17));
    const dropped = pane.log.reader.oldest();
    pane.by(-1);
    expect(textOf(pane.read().rows[0] ?? [])).toBe(` ${dropped} lines dropped here`);
    expect(pane.rows().slice(1)).toEqual(lines(dropped + 1, dropped + 4));
    expect(pane.by(1)).toEqual(lines(dropped + 1, dropped + 5));
  });

  test("to the start and page by page to the end, every line is seen once", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 23);
    const seen = new Set(pane.scroll({ unit: "start" }));
    expect([...seen]).toEqual(lines(1, 5));
    for (let count = 0; pane.anchor !== null && count < 20; count += 1) {
      for (const row of pane.by(pane.height - 1)) seen.add(row);
    }
    expect(pane.anchor).toBeNull();
    expect([...seen]).toEqual(lines(1, 23));
  });

  test("where everything fits there is nothing to scroll", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 5);
    for (const scroll of [{ unit: "rows", by: -1 }, { unit: "rows", by: -4 }, { unit: "start" }] as const) {
      expect(pane.scroll(scroll)).toEqual(lines(1, 5));
      expect(pane.anchor).toBeNull();
    }
  });

  test("a pane that becomes taller at the start of the log is full", () => {
    const pane = new Pane();
    pane.log.printMany(1, 1, 30);
    pane.scroll({ unit: "start" });
    pane.height = 12;
    expect(pane.rows()).toEqual(lines(1, 12));
    expect(pane.by(1)).toEqual(lines(2, 13));
  });

  test("a line of several rows scrolls row by row", () => {
    const pane = new Pane();
    pane.width = 13 + 30;
    pane.height = 3;
    pane.log.print(1, "first");
    pane.log.print(1, `${"a".repeat(30)}${"b".repeat(30)}${"c".repeat(30)}`);
    const bottom = (rows: string[]) => rows.at(-1)?.at(-1);
    expect(bottom(pane.rows())).toBe("c");
    expect(bottom(pane.by(-1))).toBe("b");
    expect(pane.rows()[0]).toEndWith(" first");
    expect(bottom(pane.by(1))).toBe("c");
    expect(pane.anchor).toBeNull();
  });

  test("n rows up shows what lay n rows above, and n rows down leads back, whatever the lines are", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(60),
        (lengths, height, up) => {
          const pane = new Pane();
          for (const [index, length] of lengths.entries()) pane.log.print(1, `${index} `.padEnd(length, "x"));
          pane.height = 1000;
          const all = pane.rows();
          pane.height = height;
          const possible = Math.max(0, Math.min(up, all.length - height));
          expect(up === 0 ? pane.rows() : pane.by(-up)).toEqual(all.slice(-height - possible, all.length - possible));
          if (possible === 0) return;
          expect(pane.by(possible)).toEqual(all.slice(-height));
          expect(pane.anchor).toBeNull();
        },
      ),
    );
  });
});

describe("records as rows", () => {
  const row = (pane: Pane, index: number) => textOf(pane.read().rows[index] ?? []);

  test("time, source, sign; the lines of one error stand together", () => {
    const pane = new Pane();
    pane.log.print(1, "TypeError: no", { ...ERROR, group: 9 });
    pane.log.print(1, "    at x.ts:1:2", { ...ERROR, group: 9 });
    pane.log.print(0, "web stopped");
    pane.log.print(77, "unknown source");
    expect(row(pane, 0)).toBe(" 10:42:07 web       ✖ TypeError: no");
    expect(row(pane, 1)).toBe(`${" ".repeat(22)}    at x.ts:1:2`);
    expect(row(pane, 2)).toBe(" 10:42:07 brum        web stopped");
    expect(row(pane, 3)).toBe(" 10:42:07 #77         unknown source");
  });

  test("a line that goes on in the next record has its time once", () => {
    const pane = new Pane();
    pane.log.print(1, "part one", { flags: flag.continued });
    pane.log.print(1, "part two", { flags: flag.continuation });
    expect(row(pane, 0)).toBe(" 10:42:07 web         part one");
    expect(row(pane, 1)).toBe(`${" ".repeat(22)}part two`);
  });

  test("what Brummer says about a process is grey", () => {
    const pane = new Pane();
    pane.log.print(1, "web ended", { stream: stream.system });
    pane.log.print(1, "web line");
    expect(pane.read().rows.map((line) => line.at(-1)?.style.fg)).toEqual([245, -1]);
  });

  test("the line's own colours are kept", () => {
    const pane = new Pane();
    pane.log.print(1, "red", { styled: "\x1b[38;2;255;0;0mred\x1b[0m" });
    expect(pane.read().rows[0]?.at(-1)).toMatchObject({ text: "red", style: { fg: 0x1ff0000 } });
  });
});
