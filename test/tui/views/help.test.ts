import { expect, test } from "bun:test";
import { layoutOf } from "../../../tui/layout.ts";
import { textOf } from "../../../tui/text/style.ts";
import { helpView } from "../../../tui/views/help.ts";
import { modelOf } from "../support.ts";

const rows = (model = modelOf(), width = 80) => helpView(model, width, 500).map((row) => textOf(row).trimEnd());

test("the keys of a command are whole, with a blank before what they do", () => {
  expect(rows()).toContain(" pgup ctrl+b Scroll back by a page.");
  expect(rows()).toContain(" s           Start the selected process, or stop it with all its children.");
});

test("a user's keys that are longer than their column stand above what they do", () => {
  const help = rows(modelOf({ keyMap: { restart: ["C-S-left", "C-S-right", "f12"] } }));
  const at = help.findIndex((row) => row.includes("f12"));
  expect(help[at]).toEndWith(" f12");
  expect(help[at + 1]).toMatch(/^ {10,20}Restart the selected process\.$/);
});

test("a narrow column keeps half of its room for what keys do", () => {
  for (const row of rows(modelOf(), 24)) expect(row.length).toBeLessThanOrEqual(24);
});

test("the help has the whole width of the screen, and two columns where they fit", () => {
  for (const columns of [80, 120]) {
    const model = modelOf({ columns, rows: 30, help: 0 });
    const { content, list, strip } = layoutOf(model);
    expect([list, strip, content.x, content.width]).toEqual([null, null, 0, columns]);
  }
  const two = rows(modelOf(), 100);
  expect(two.length).toBeLessThan(rows(modelOf(), 99).length);
  expect(two.some((row) => row.startsWith(" Processes") && row.trim() !== "Processes")).toBe(true);
});

test("on a tiny screen most rows are the log's", () => {
  const height = (rows: number) => layoutOf(modelOf({ columns: 20, rows })).content.height;
  expect([2, 3, 4, 5, 6, 7].map(height)).toEqual([1, 2, 2, 3, 3, 3]);
});
