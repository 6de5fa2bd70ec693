import { describe, expect, test } from "bun:test";
import { flag, stream } from "../../../core/index.ts";
import { LineFormat } from "../../../src/cli/output.ts";
import { HtmlFormat } from "../../../src/cli/output-html.ts";
import { JsonFormat } from "../../../src/cli/output-json.ts";
import { recordsWith } from "./record.ts";

const record = recordsWith({ time: new Date(2026, 0, 2, 12, 3, 4).getTime() });

describe("a headless line", () => {
  test("has time, padded name and text", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    format.expect("worker");
    expect(format.record(record("listening on http://localhost:3000"), "api")).toBe(
      "12:03:04 api    │ listening on http://localhost:3000\n",
    );
  });

  test("keeps its column for wide and combining names, and is one line whatever the name holds", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    for (const name of ["日本", "🎉party", "e\u0301a"]) format.expect(name);
    expect(format.record(record("x"), "日本")).toBe("12:03:04 日本    │ x\n");
    expect(format.record(record("x"), "🎉party")).toBe("12:03:04 🎉party │ x\n");
    expect(format.record(record("x"), "e\u0301a")).toBe("12:03:04 e\u0301a      │ x\n");
    expect(format.record(record("x"), "a\nb\x1b[31m")).toBe("12:03:04 a b [31m │ x\n");
  });

  test("of Brummer itself stands under brum, whatever process it is about", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    expect(format.record(record("web ended", { stream: stream.system }), "web")).toBe("12:03:04 brum │ web ended\n");
  });

  test("has no colour when piped, and the process's own colours and a reset on a terminal", () => {
    const coloured = record("ok", { styled: "\x1b[32mok" });
    expect(new LineFormat({ colour: false, unicode: true }).record(coloured, "web")).toBe("12:03:04 web  │ ok\n");
    const line = new LineFormat({ colour: true, unicode: true }).record(coloured, "web");
    expect(line).toContain("\x1b[32mok\x1b[0m\n");
  });

  test("keeps to ASCII where nothing else can be shown", () => {
    expect(new LineFormat({ colour: false, unicode: false }).record(record("x"), "web")).toBe("12:03:04 web  | x\n");
  });

  test("is put together from its continuation records", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    expect(format.record(record("one ", { flags: flag.continued }), "web")).toBe("");
    expect(format.record(record("other", { source: 2 }), "api")).toBe("12:03:04 api  │ other\n");
    expect(format.record(record("two", { flags: flag.continuation }), "web")).toBe("12:03:04 web  │ one two\n");
  });

  test("is printed as far as it came where the rest of it was left out", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    expect(format.record(record("begin ", { flags: flag.continued }), "web")).toBe("");
    expect(format.record(record("another"), "web")).toBe("12:03:04 web  │ begin \n12:03:04 web  │ another\n");
    expect(format.record(record("open ", { flags: flag.continued, styled: "\x1b[1mopen " }), "web")).toBe("");
    expect(format.end()).toBe("12:03:04 web  │ open \n");
    expect(format.end()).toBe("");
    for (const form of [new JsonFormat(), new HtmlFormat()]) {
      expect(form.record(record("open ", { flags: flag.continued }), "web")).toBe("");
      expect(form.end()).toContain("open ");
    }
  });

  test("is never mixed with a line of the other stream, nor with one of Brummer's own", () => {
    const format = new LineFormat({ colour: false, unicode: true });
    expect(format.record(record("begin ", { flags: flag.continued }), "web")).toBe("");
    expect(format.record(record("bad", { stream: stream.stderr }), "web")).toBe("12:03:04 web  │ bad\n");
    expect(format.record(record("web ended", { stream: stream.system }), "web")).toBe("12:03:04 brum │ web ended\n");
    expect(format.record(record("end", { flags: flag.continuation }), "web")).toBe("12:03:04 web  │ begin end\n");
  });

  test("says what was dropped", () => {
    expect(new LineFormat({ colour: false, unicode: true }).dropped(412_000)).toMatch(
      /^\d\d:\d\d:\d\d brum │ 412,000 lines dropped here: /,
    );
    const noon = new Date(2026, 0, 2, 12, 0, 0).getTime();
    expect(new LineFormat({ colour: false, unicode: true }).dropped(1, noon)).toBe(
      "12:00:00 brum │ 1 line dropped here: overwritten before it was read\n",
    );
  });
});
