import { describe, expect } from "bun:test";
import { scenario } from "./robot.ts";

/** The process that prints 300 numbered lines. */
const withLines = ["s"];
const last = /web line 300/;

describe("the log pane", () => {
  for (const size of ["small", "usual", "large"] as const) {
    scenario("follows what a process prints", { size }, async (robot) => {
      await robot.do(["down", "down", "down", "s"], /end\s*$/m);
      await robot.shot();
    });
  }

  scenario("searches while one types, and goes from hit to hit", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["/"], /search:/);
    robot.type("line 12");
    await robot.see(/11 found/);
    await robot.do(["enter"], /11 of 11/);
    await robot.shot();
    await robot.do(["S-n"], /10 of 11/);
    await robot.do(["n"], /11 of 11/);
    await robot.do(["n"], /Nothing more is found that way/);
    await robot.do(["escape"], /^(?!.*11 of 11)/s);
  });

  scenario("searches with a pattern, and says what is wrong with one", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["/"], /search:/);
    await robot.do(["M-r"], /regex/);
    robot.type("line (1");
    await robot.do(["enter"], /search: line \(1.*\)/);
    await robot.shot();
    robot.type("|2)0$");
    await robot.do(["enter"], /2 of 2/);
  });

  scenario("filters stand above the log and go one by one", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["f"], /show only:/);
    robot.type("[05]$");
    await robot.do(["enter"], /show \/\[05\]\$\/ ✕/);
    await robot.do(["S-f"], /hide:/);
    robot.type("line 2");
    await robot.do(["enter"], /hide \/line 2\/ ✕/);
    await robot.shot();
    const chips =
      robot
        .screen()
        .split("\n")
        .find((line) => line.includes("hide /")) ?? "";
    const row = robot.screen().split("\n").indexOf(chips);
    robot.click(chips.indexOf("[05]"), row);
    await robot.see(/^(?!.*\[05\])/s);
    expect(robot.screen()).toContain("hide /line 2/");
    await robot.do(["x"], /^(?!.*hide \/)/s);
  });

  scenario("selected lines are copied without frame and time", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["2", "pageup", "v"], /selecting/);
    robot.press("up", "up");
    await robot.shot();
    await robot.do(["y"], /Copied 3 lines/);
    // With that, selecting is over.
    expect(robot.screen()).not.toContain("selecting");
  });

  scenario("lines are selected with the mouse", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["2"], /2 Logs/);
    robot.drag(20, 6, 30, 9);
    await robot.see(/selecting/);
    await robot.do(["y"], /Copied 4 lines/);
  });

  scenario("is cleared, and comes back", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["c"], /cleared ✕/);
    await robot.see(/^(?!.*web line)/s);
    await robot.do(["x"], /web line 300/);
  });

  scenario("long lines in one row, moved sideways", {}, async (robot) => {
    await robot.do(["down", "down", "down", "s"], /end\s*$/m);
    await robot.do(["w"], /long abcdefghi/);
    await robot.shot();
    await robot.do(["right", "right"], /^(?!.*long abc)/s);
    await robot.do(["left", "left"], /long abcdefghi/);
  });

  scenario("times since the line before, or none", {}, async (robot) => {
    await robot.do(["down", "down", "down", "s"], /end\s*$/m);
    await robot.do(["S-t"], /\+\d+ms/);
    await robot.do(["S-t"], /^(?!.*\+\d+ms)/s);
    await robot.shot();
  });

  scenario("scrolls back without a mode and follows again", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["pageup"], /lines? behind|scrolled back/);
    await robot.do(["home"], /web line 1\b/);
    await robot.do(["end"], /following/);
    robot.wheel(50, 10, -1);
    await robot.see(/lines? behind|scrolled back/);
  });

  scenario("goes to a marked line and to a time", {}, async (robot) => {
    await robot.do(withLines, last);
    await robot.do(["2", "pageup", "pageup", "m"], /◆/);
    await robot.do(["end"], /following/);
    await robot.do(["'"], /◆/);
    await robot.do(["@"], /go to time:/);
    robot.type("noon");
    await robot.do(["enter"], /Write 10:42/);
    await robot.do(["escape"], /^(?!.*go to time)/s);
    await robot.do(["@"], /go to time:/);
    robot.type("1h");
    await robot.do(["enter"], /harness is ready/);
  });
});
