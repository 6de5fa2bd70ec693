import { expect, test } from "bun:test";
import { level } from "../../../core/index.ts";
import { LineView, shownText, type ViewOptions } from "../../../src/cli/commands/line-view.ts";
import { Newest } from "../../../src/cli/commands/newest.ts";
import { LineFormat } from "../../../src/cli/output.ts";
import { HtmlFormat } from "../../../src/cli/output-html.ts";
import { JsonFormat } from "../../../src/cli/output-json.ts";
import { recordsWith } from "./record.ts";

const record = recordsWith({});

function shown(texts: readonly string[], options: Partial<ViewOptions>): string[] {
  const form = new LineFormat({ colour: false, unicode: true });
  const view = new LineView({ fits: undefined, hides: () => false, context: 0, collapses: false, ...options });
  const shown = [...texts.flatMap((one) => view.line(record(one), "web")), ...view.flush()];
  return shownText(shown, form)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^.*│ /, ""));
}

test("lines around those that fit are shown once, with a mark between", () => {
  const texts = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const fits = (text: string) => /line (?:3|4|15)$/.test(text);
  expect(shown(texts, { fits, context: 1 })).toEqual([
    "line 2",
    "line 3",
    "line 4",
    "line 5",
    "--",
    "line 14",
    "line 15",
    "line 16",
  ]);
});

test("hidden lines are no context either", () => {
  expect(
    shown(["a", "noise", "hit", "noise", "b"], {
      fits: (text) => text === "hit",
      hides: (text) => text === "noise",
      context: 1,
    }),
  ).toEqual(["a", "hit", "b"]);
});

test("repetitions are one line, with how often", () => {
  expect(shown(["a", "a", "a", "b", "a"], { collapses: true })).toEqual(["a (×3)", "b", "a"]);
});

test("lines that were not asked for stand around others only, whatever they hold", () => {
  const view = new LineView({ fits: (text) => text.includes("x"), hides: () => false, context: 1, collapses: false });
  const wanted = new Set(["x3"]);
  const shown = ["x1", "x2", "x3", "x4", "x5"].flatMap((one) => view.line(record(one), "web", wanted.has(one)));
  expect(shown.map((one) => ("record" in one ? [one.record.text, one.fits] : one))).toEqual([
    ["x2", false],
    ["x3", true],
    ["x4", false],
  ]);
});

test("the newest count those that fit: with what stands around them, and repetitions as one", () => {
  const texts = ["hit 1", "a", "b", "hit 2", "c", "d", "hit 3", "e"];
  const newest = (count: number, options: Partial<ViewOptions>, lines: readonly string[]) => {
    const view = new LineView({ fits: undefined, hides: () => false, context: 0, collapses: false, ...options });
    const kept = new Newest(count);
    for (const line of lines) kept.add(view.line(record(line), "web"));
    kept.add(view.flush());
    return kept.all().map((one) => ("record" in one ? one.record.text : "--"));
  };
  const fits = (text: string) => text.startsWith("hit");
  expect(newest(1, { fits, context: 1 }, texts)).toEqual(["d", "hit 3", "e"]);
  expect(newest(2, { fits, context: 1 }, texts)).toEqual(["b", "hit 2", "c", "d", "hit 3", "e"]);
  expect(newest(1, { fits, context: 1 }, ["hit 1", "a", "b", "c", "hit 2"])).toEqual(["c", "hit 2"]);
  expect(newest(9, { fits }, texts)).toEqual(["hit 1", "hit 2", "hit 3"]);
  expect(newest(0, { fits }, texts)).toEqual([]);
  expect(newest(2, { collapses: true }, ["a", "b", "b", "b", "c", "c"])).toEqual(["b (×3)", "c (×2)"]);
  const many = Array.from({ length: 5000 }, (_, index) => `${index}`);
  expect(newest(3, {}, many)).toEqual(["4997", "4998", "4999"]);
});

test("a page of the newest lines has its head", () => {
  const kept = new Newest(1);
  const view = new LineView({ fits: undefined, hides: () => false, context: 0, collapses: false });
  for (const line of ["one", "two"]) kept.add(view.line(record(line), "web"));
  const form = new HtmlFormat();
  const page = shownText(kept.all(), form) + form.end();
  expect(page).toStartWith("<!doctype html>");
  expect(page).toContain("two");
  expect(page).not.toContain("one");
});

test("a page keeps the colours and lets nothing of a line be taken for HTML", () => {
  const form = new HtmlFormat();
  const styled = "\x1b[1;31mbold <b>\x1b[0m \x1b[38;5;208morange\x1b[0m \x1b[38;2;1;2;3mtrue\x1b[39m &";
  const page = form.record(record("x", { styled, level: level.error }), "web<script>") + form.end();
  expect(page).toStartWith("<!doctype html>");
  expect(page).not.toContain("<script>");
  expect(page).toContain('<tr class="error">');
  expect(page).toContain('font-weight:bold">bold &#60;b&#62;</span>');
  expect(page).toContain("color:rgb(255,135,0)");
  expect(page).toContain("color:rgb(1,2,3)");
  expect(page).toEndWith("</table>\n</html>\n");
});

test("JSON has the time that the line gives, and its error's number", () => {
  const text = new JsonFormat().record(record("2026-07-28T14:03:05.123Z ERROR x", { group: 7 }), "web");
  expect(JSON.parse(text)).toMatchObject({ printed: "2026-07-28T14:03:05.123Z", group: 7, process: "web" });
});
