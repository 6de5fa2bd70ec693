import { expect, test } from "bun:test";
import { type LogRecord, level, stream } from "../../../core/index.ts";
import { LineView, type ViewOptions } from "../../../src/cli/commands/line-view.ts";
import { LineFormat } from "../../../src/cli/output.ts";
import { HtmlFormat } from "../../../src/cli/output-html.ts";
import { JsonFormat } from "../../../src/cli/output-json.ts";

const record = (text: string, more: Partial<LogRecord> = {}): LogRecord => ({
  sequence: 0,
  time: 0,
  source: 1,
  stream: stream.stdout,
  level: level.info,
  flags: 0,
  group: 0,
  text,
  styled: undefined,
  ...more,
});

function shown(texts: readonly string[], options: Partial<ViewOptions>): string[] {
  const form = new LineFormat({ colour: false, unicode: true });
  const view = new LineView(form, { fits: undefined, hides: () => false, context: 0, collapses: false, ...options });
  const text = texts.map((one) => view.line(record(one), "web")).join("") + view.end();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^.*│ /, ""));
}

test("lines around those that fit are shown once, with a mark between", () => {
  const texts = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const fits = (text: string) => /line (?:3|4|15)$/.test(text);
  expect(shown(texts, { fits, context: 1 })).toEqual([
    "--",
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
