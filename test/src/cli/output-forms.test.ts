import { describe, expect, test } from "bun:test";
import { flag, level, stream } from "../../../core/index.ts";
import { GithubFormat, JsonFormat, LineFormat, nameFilter } from "../../../src/cli/index.ts";
import { recordsWith } from "./record.ts";

const time = new Date(2026, 6, 28, 10, 42, 8, 123).getTime();

const record = recordsWith({ time, sequence: 7 });

describe("lines of JSON", () => {
  test("have the fields that are documented", () => {
    const format = new JsonFormat();
    expect(JSON.parse(format.record({ ...record("hello"), styled: "\x1b[1mhello" }, "web"))).toEqual({
      sequence: 7,
      time: new Date(time).toISOString(),
      process: "web",
      stream: "stdout",
      level: "info",
      text: "hello",
    });
    const own = record("web failed", { stream: stream.system, level: level.error });
    expect(JSON.parse(format.record(own, "web"))).toMatchObject({ process: "web", stream: "system", level: "error" });
    expect(JSON.parse(format.record({ ...own, source: 0 }, "?"))).toMatchObject({ process: "brum" });
    expect(format.dropped(3)).toBe('{"missed":3}\n');
    expect(format.leftOut(3)).toBe('{"leftOut":3}\n');
  });

  test("a long line is one object", () => {
    const format = new JsonFormat();
    expect(format.record(record("a", { flags: flag.continued }), "web")).toBe("");
    expect(format.record(record("x", { source: 2 }), "api")).toContain('"x"');
    expect(JSON.parse(format.record(record("b", { flags: flag.continuation }), "web")).text).toBe("ab");
  });
});

describe("whole times", () => {
  test("stand in local time with their offset", () => {
    const line = new LineFormat({ colour: false, unicode: true, timestamps: true }).record(record("x"), "web");
    expect(line).toMatch(/^2026-07-28T10:42:08\.123[+-]\d\d:\d\d web {2}│ x\n$/);
    expect(Date.parse(line.split(" ")[0] ?? "")).toBe(time);
  });
});

describe("lines for GitHub Actions", () => {
  const make = () => {
    let count = 0;
    return new GithubFormat({ timestamps: false, newToken: () => `token-${++count}` });
  };
  const plain = (text: string) => text.replaceAll(/\x1b\[\d*m/g, "");

  test("are folded, and no command in them is obeyed", () => {
    const format = make();
    const lines =
      format.record(record("::error::no"), "web") + format.record(record("##[error]no"), "web") + format.end();
    expect(plain(lines)).toBe(
      [
        "::group::Output",
        "::stop-commands::token-1",
        "10:42:08 web  │ ::error::no",
        "10:42:08 web  │ ##[error]no",
        "::token-1::",
        "::endgroup::",
        "",
      ].join("\n"),
    );
  });

  test("a failure is an annotation with the process's last lines, outside of the fold", () => {
    const format = make();
    format.record(record("of another", { source: 2 }), "api");
    for (let count = 1; count <= 30; count++) format.record(record(`line ${count}`), "web");
    const failure = record("web failed\nwith 100%", { stream: stream.system, level: level.error });
    const lines = plain(format.record(failure, "web:a,b")).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "::token-1::",
      "::endgroup::",
      "::error title=web%3Aa%2Cb::web failed%0Awith 100%25",
      "::stop-commands::token-2",
    ]);
    expect(lines.slice(4, -2)).toEqual(Array.from({ length: 20 }, (_, index) => `10:42:08 web  │ line ${index + 11}`));
    expect(lines.at(-2)).toBe("::token-2::");
    expect(plain(format.record(record("more", { source: 2 }), "api"))).toStartWith(
      "::group::Output goes on\n::stop-commands::token-3\n",
    );
  });

  test("a warning of Brummer's is one, too", () => {
    const warning = record("port 1 is taken", { source: 0, stream: stream.system, level: level.warn });
    expect(make().record(warning, "?")).toBe("::warning title=brum::port 1 is taken\n");
  });
});

test("names are chosen by globs", () => {
  const names = ["web", "web:css", "api/v1", "db"];
  const chosen = (only: string[], exclude: string[]) => names.filter(nameFilter(only, exclude));
  expect(chosen([], [])).toEqual(names);
  expect(chosen(["web*"], [])).toEqual(["web", "web:css"]);
  expect(chosen(["*"], ["*:*", "d?"])).toEqual(["web", "api/v1"]);
  expect(chosen(["api*", "db"], [])).toEqual(["api/v1", "db"]);
});
