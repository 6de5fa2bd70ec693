/** Notices: answers at once, news at most once a second, all of them in the list. */

import { describe, expect, test } from "bun:test";
import type { ErrorGroup } from "../../../src/errors/index.ts";
import type { ToldEvent } from "../../../src/events/index.ts";
import { untilNextChange } from "../../../tui/clock.ts";
import { limits } from "../../../tui/limits.ts";
import type { Message } from "../../../tui/messages.ts";
import { Session, shop } from "../overlay-support.ts";
import { modelOf, NOW, processOf } from "../support.ts";

const after = (milliseconds: number): Message => ({ type: "tick", now: NOW + milliseconds });
const news = (level: "info" | "warn" | "error", text: string): Message => ({ type: "news", notice: { level, text } });
const answer = (text: string): Message => ({ type: "notice", notice: { level: "info", text } });
/** What the line above the keys says; null: it is a rule. */
const textOf = (session: Session) => {
  const line = session.rows.at(-2)?.slice(1).replace(/^✖ /u, "") ?? "";
  return line.startsWith("─") ? null : line;
};

function group(fingerprint: string, changes: Partial<ErrorGroup["last"]> = {}): ErrorGroup {
  const last: ErrorGroup["last"] = {
    type: "TypeError",
    message: `broken ${fingerprint}`,
    frames: [],
    severity: "error",
    kind: "runtime",
    language: "javascript",
    place: null,
    causes: [],
    context: [],
    number: 7,
    fingerprint,
    source: 1,
    process: "web",
    directory: "/",
    time: NOW,
    count: 1,
    ...changes,
  };
  return { fingerprint, last, count: 1, firstSeen: NOW, lastSeen: NOW, processes: ["web"], location: null };
}

const build = (phase: "succeeded" | "failed", time: number): ToldEvent => ({
  kind: "build",
  phase,
  tool: "vite",
  ms: null,
  errors: phase === "failed" ? 2 : null,
  warnings: null,
  source: 1,
  process: "web",
  time,
});

describe("one line", () => {
  test("an answer to a key shows at once, also in a flood of news", () => {
    const session = new Session(modelOf()).send(news("error", "a"), answer("copied"));
    expect(textOf(session)).toBe("copied");
  });

  test("an answer is gone once another key has found something; news stay", () => {
    const jumped: Message = { type: "jumped", anchor: null, sequence: 1, hit: null };
    expect(textOf(new Session(modelOf()).send(answer("Nothing more is found that way."), jumped))).toBeNull();
    expect(textOf(new Session(modelOf()).send(news("error", "broken"), jumped))).toBe("broken");
  });

  test("the same answer several times in a row is one in the list", () => {
    const session = new Session(modelOf()).send(
      answer("a"),
      answer("a"),
      after(50),
      answer("a"),
      answer("b"),
      answer("a"),
    );
    expect(session.model.notices.past.map(({ text, time }) => [text, time - NOW])).toEqual([
      ["a", 50],
      ["b", 50],
      ["a", 50],
    ]);
    const errors = new Session(modelOf()).send(news("error", "a"), news("error", "a"));
    expect(errors.model.notices.past).toHaveLength(2);
  });

  test("not more than one of the news a second takes another's place", () => {
    const session = new Session(modelOf()).send(news("error", "first"));
    let shown = 1;
    for (let time = 0; time < 5_000; time += 50) {
      const before = session.model.notice;
      session.send(after(time), news("error", `error at ${time}`));
      if (session.model.notice !== before) shown += 1;
    }
    expect(shown).toBeLessThanOrEqual(6);
    expect(shown).toBeGreaterThan(3);
    expect(textOf(session)).toBe("20 new errors (! lists them)");
  });

  test("a single one that waited is shown as it is, and wakes the screen for that", () => {
    const session = new Session(modelOf()).send(news("error", "first"), after(200), news("warn", "second"));
    expect(textOf(session)).toBe("first");
    expect(untilNextChange(session.model)).toBe(limits.noticeLeastMs - 200);
    session.send(after(limits.noticeLeastMs - 1));
    expect(textOf(session)).toBe("first");
    session.send(after(limits.noticeLeastMs));
    expect(textOf(session)).toBe("second");
    expect(untilNextChange(session.model)).toBe(limits.noticeMs);
  });

  test("several of different kinds are counted", () => {
    const told = (...all: Message[]) => textOf(new Session(modelOf()).send(news("info", "x"), ...all, after(1_000)));
    expect(told(news("error", "a"), news("warn", "b"))).toBe("1 new error and 1 notice (! lists them)");
    expect(told(news("error", "a"), news("error", "b"), news("warn", "c"), news("info", "d"))).toBe(
      "2 new errors and 2 notices (! lists them)",
    );
    expect(told(news("warn", "a"), news("info", "b"))).toBe("2 new notices (! lists them)");
  });
});

describe("news", () => {
  test("an error that is seen for the first time is told, and e leads to it", () => {
    const session = new Session(shop()).send({ type: "errors", errors: [group("a")] });
    expect(session.model.notice?.level).toBe("error");
    expect(textOf(session)).toBe("web: TypeError: broken a (e shows it)");
    session.press("e");
    expect(session.asked()).toEqual([{ type: "reveal", group: 7, source: 1, time: NOW }]);
    expect(session.model).toMatchObject({ view: "procs", notice: null });
    expect(session.press("e").asked()).toEqual([{ type: "jump", to: { kind: "error", direction: 1 } }]);
  });

  test("its key is the user's own, stands at the end of the longest text, and is told only where it works", () => {
    const errors: Message = { type: "errors", errors: [group("a", { message: "long ".repeat(40) })] };
    const mapped = new Session(shop({ keyMap: { "next-error": ["f8"] } })).send(errors);
    expect(textOf(mapped)).toEndWith("… (f8 shows it)");
    expect(textOf(mapped.press(":"))).not.toContain("shows it");
    const unbound = new Session(shop({ keyMap: { "next-error": [] } })).send(errors);
    expect(textOf(unbound)).not.toContain("shows it");
  });

  test("e leads there from every view, and to the log of the process", () => {
    const errors: Message = { type: "errors", errors: [group("a", { source: 2 })] };
    expect(new Session(shop({ view: "errors" })).send(errors).press("e").model.view).toBe("logs");
    expect(new Session(shop()).send(errors).press("e").model.view).toBe("logs");
    expect(new Session(shop({ view: "errors" })).press("e").asked()).toEqual([]);
  });

  test("the same error again, and warnings, are none", () => {
    const session = new Session(shop()).send({ type: "errors", errors: [group("a")] }, after(10_000));
    expect(textOf(session)).toBeNull();
    const warning = group("b", { severity: "warning" });
    session.send({ type: "errors", errors: [{ ...group("a"), count: 2 }, warning] });
    expect(textOf(session)).toBeNull();
    expect(session.model.errors).toHaveLength(2);
  });

  test("many new ones at once are counted", () => {
    const errors = Array.from({ length: 13 }, (_, index) => group(String(index)));
    const session = new Session(shop()).send({ type: "errors", errors });
    expect(textOf(session)).toStartWith("web: TypeError: broken 12");
    expect(textOf(session.send(after(limits.noticeLeastMs)))).toBe("12 new errors (! lists them)");
  });

  test("errors that were cleared are gone until they come again", () => {
    const session = new Session(shop()).send({ type: "errors", errors: [group("a")] });
    session.send(after(10_000)).press(":").type("clear errors").press("enter");
    expect(session.model.errors).toEqual([]);
    session.send({ type: "errors", errors: [group("a")] });
    expect(session.model.errors).toEqual([]);
    session.send({ type: "errors", errors: [{ ...group("a"), lastSeen: NOW + 10_001 }] });
    expect(session.model.errors).toHaveLength(1);
    expect(textOf(session)).toContain("broken a");
  });

  test("a build that fails after one that succeeded is told, another is not", () => {
    const told = (...events: ToldEvent[]) =>
      events.reduce((session, event) => session.send({ type: "told", events: [event] }), new Session(shop()));
    expect(textOf(told(build("failed", 1)))).toBeNull();
    expect(textOf(told(build("succeeded", 1)))).toBeNull();
    const broken = told(build("succeeded", 1), build("failed", 2));
    expect(textOf(broken)).toBe("web: the build that succeeded before has failed with 2 errors");
    broken.send(after(10_000), { type: "told", events: [build("failed", 3)] });
    expect(textOf(broken)).toBeNull();
  });

  test("a process that crashes is told, while everything is being stopped it is not", () => {
    const crash: Message = { type: "process", process: processOf("web", 1, "failed", { exitCode: 3 }) };
    expect(textOf(new Session(shop()).send(crash))).toBe("web: ended with exit code 3");
    expect(new Session(shop()).send({ type: "stopping" }, crash).model.notices.past).toEqual([]);
  });
});

describe("the list", () => {
  const listed = (columns: number, rows: number) =>
    new Session(shop({ columns, rows })).send(
      news("error", "api: ended with exit code 3; port 3000 is held by web, which runs here too"),
      after(2_000),
      news("warn", "careful"),
      answer("Copied 3 lines."),
    );

  test("96x20, 60x12, 40x10: the newest first, with their times", () => {
    expect(listed(96, 20).press("!").content.slice(0, 5)).toEqual([
      " 10:42:09   Copied 3 lines.",
      " 10:42:09 ! careful",
      " 10:42:07 ✖ api: ended with exit code 3; port 3000 is held by web,",
      "            which runs here too",
      "",
    ]);
    expect(listed(60, 12).press("!").rows.slice(3, 8)).toEqual([
      " 3 notices",
      " 10:42:09   Copied 3 lines.",
      " 10:42:09 ! careful",
      " 10:42:07 ✖ api: ended with exit code 3; port 3000 is held",
      "            by web, which runs here too",
    ]);
    expect(listed(40, 10).press("!").content).toEqual([
      " 10:42:09   Copied 3 lines.",
      " 10:42:09 ! careful",
      " 10:42:07 ✖ api: ended with exit code",
      "            3; port 3000 is held by",
    ]);
  });

  test("opens and closes with !, closes with esc, and scrolls to its end and no further", () => {
    const session = listed(40, 10).press("!", "!");
    expect(session.model.overlay).toBeNull();
    session.press("!", "down", "pagedown", "down", "down", "down");
    expect(session.content.at(-1)).toBe("            web, which runs here too");
    expect(session.press("g").content[0]).toBe(" 10:42:09   Copied 3 lines.");
    expect(session.press("S-g").content.at(-1)).toBe("            web, which runs here too");
    session.send({ type: "wheel", x: 1, y: 5, direction: -1 });
    expect(session.content[0]).toBe(" 10:42:09   Copied 3 lines.");
    expect(session.press("escape").model.overlay).toBeNull();
    expect(session.asked()).toEqual([]);
  });

  test("says so when there are none, and keeps no more than the last ones", () => {
    expect(new Session(shop()).press("!").content[0]).toBe(" Nothing has been told so far.");
    const session = new Session(shop());
    for (let count = 0; count < limits.notices + 20; count += 1) session.send(news("info", `notice ${count}`));
    expect(session.model.notices.past).toHaveLength(limits.notices);
    expect(session.model.notices.past[0]?.text).toBe(`notice ${limits.notices + 19}`);
  });

  test("q asks before it quits, as everywhere", () => {
    expect(listed(96, 20).press("!", "q").model).toMatchObject({ overlay: null, asking: true });
  });
});
