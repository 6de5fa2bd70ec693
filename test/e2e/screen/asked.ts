/** What users of other tools asked for in their issue trackers, of a screen: each as a scenario. */

import { describe, expect } from "bun:test";
import { waitFor } from "../../support/wait.ts";
import { editor, pager } from "../../tui/outside/fake-programs.ts";
import { downTo, scenario } from "./robot.ts";

const last = /web line 300/;

describe("what users of other tools asked for: processes", () => {
  scenario("mprocs: show the command about to be run (dekit 58)", {}, async (robot) => {
    await robot.see(/│ web {2}vite --port 5173/);
    await robot.do(["j"], /│ api {2}node --watch server\.js/);
    await robot.do(["d"], /command +node --watch server\.js/);
  });

  scenario("mprocs: add a process while others run (dekit 5)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["n"], /start:/);
    robot.type("echo hello");
    await robot.do(["enter"], /● web[\s\S]*● custom/);
  });

  scenario("mprocs: arrow key moves once (dekit 215)", {}, async (robot) => {
    for (const name of ["api", "flood", "colours", "crash"]) {
      robot.press("down");
      await robot.see(new RegExp(`│ ${name} {2}`));
      await robot.settled(60);
      expect(robot.screen()).toContain(`│ ${name}  `);
    }
  });

  scenario("mprocs: keys that mean nothing freeze nothing (dekit 226)", {}, async (robot) => {
    await robot.see(/Nothing runs yet[\s\S]*mcp :7777/);
    const before = robot.screen();
    robot.type("\x1b[1;9Z\x1b[99;6u\x1b]52;c;?\x07\x1b[?62;c\x1b[12;40R\x1b]11;rgb:1414/1616/1b1b\x1b\\");
    robot.type("\x00\x1c\x1e\x1f");
    expect(await robot.settled()).toBe(before);
    await robot.do(["s"], last);
  });

  scenario("process-compose: restart all processes (436)", {}, async (robot) => {
    await robot.do(["s", "down", "s"], /● api/);
    await robot.do(["C-r"], /Restarting web, api\./);
    await robot.do(["2"], /web +web restarted[\s\S]*api +api restarted/);
  });

  scenario("process-compose: the screen stays when all processes have crashed (129)", {}, async (robot) => {
    await robot.do([...downTo(4), "s"], /✖ crash +exit 3/);
    await robot.do(["r"], /● crash/);
    await robot.do(["s", "q"], /○ crash|quit/);
  });

  scenario("process-compose: only the output since now (333)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["c"], /cleared ✕/);
    await robot.do(["r"], /web restarted/);
    expect(robot.screen()).not.toContain("web line");
    await robot.do(["x"], last);
  });

  scenario("concurrently: ctrl+c once, and input is shown again afterwards (452, 255)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do([...downTo(2), "s"], /flood \d/);
    robot.press("C-c");
    expect(await robot.exited).toBe(0);
    // What it wrote last may come after its end.
    await waitFor("the main screen", () => !robot.alternateScreen);
    expect(robot.modes()).toEqual({ mouse: "none", isCursorShown: true, pastes: false });
  });

  scenario("concurrently: input to one process of several (143)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do([...downTo(7), "s"], /● shell/);
    await robot.do(["i"], /stop typing/);
    robot.type("q");
    await robot.see(/typed "q"/);
    await robot.do(["C-]"], /⏎ type/);
    expect(robot.screen()).toContain("● web");
  });

  scenario("overmind: all output in one view, a restart that ends (58)", {}, async (robot) => {
    await robot.do(["s", "down", "s"], /● api/);
    await robot.do(["r", "a"], /web +web line 300[\s\S]*api +api restarted/);
  });

  scenario("lazydocker: see logs from all running containers (555)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do([...downTo(4), "s"], /careful/);
    await robot.do(["2"], /web +web line 300[\s\S]*crash +✖ TypeError[\s\S]*careful/);
  });

  scenario("process-compose: all logs with their prefix (437, 279)", {}, async (robot) => {
    await robot.do(["s", ...downTo(4), "s"], /careful/);
    await robot.do(["a"], /\d\d:\d\d:\d\d crash {5}! careful/);
  });
});

describe("what users of other tools asked for: the log", () => {
  scenario("mprocs: scroll the history without a mode (dekit 26)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["home"], /web line 1$/m);
    await robot.do(["end"], last);
  });

  scenario("mprocs: a scrollback of more than 1,000 lines (dekit 137)", {}, async (robot) => {
    await robot.do([...downTo(2), "s"], /following {2}[2-9]\.\dk lines|following {2}1\d\.\dk lines/);
    await robot.do(["s"], /○ flood/);
    await robot.do(["home"], /[1-9]\.\dk lines behind|1\d\.\dk lines behind/);
  });

  const pages = { files: { less: pager }, env: { PAGER: "@/less" } };
  scenario("mprocs: open the logs in $PAGER, to navigate and copy (dekit 62)", pages, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["p"], /PAGER OPEN/);
    await waitFor("its text", () => robot.tools.log("less")?.includes("web line 1\n"));
    await robot.do(["enter"], /● web/);
  });

  const edits = { files: { vi: editor, "src/orders.ts": "order\n" }, env: { EDITOR: "@/vi", HARNESS_DIRECTORY: "@" } };
  scenario("mprocs: from an error to its place in $EDITOR (dekit 62)", edits, async (robot) => {
    await robot.do([...downTo(4), "s"], /3 Errors 1/);
    await robot.do(["3"], /src\/orders\.ts:42:17/);
    await robot.do(["o"], /EDITOR OPEN/);
    await robot.do([..."quit", "enter"], /3 Errors 1/);
  });

  scenario("process-compose: log following survives selection mode (539)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["v"], /selecting/);
    robot.press("up", "up");
    await robot.do(["escape"], /^(?!.*selecting)/s);
    await robot.do(["end"], /following/);
    await robot.do(["r"], /web restarted/);
  });

  scenario("process-compose: filter the output, in and out (376)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["S-f"], /hide:/);
    robot.type("[1-9]$");
    await robot.do(["enter"], /web line 280[\s\S]*web line 290[\s\S]*web line 300/);
    await robot.gone(/web line 299/);
  });

  scenario("turborepo: copy terminal output (8372, 8306, 12117)", {}, async (robot) => {
    await robot.do(["s"], last);
    robot.drag(40, 5, 60, 7);
    await robot.see(/selecting/);
    const shown = robot.screen().split("\n").slice(5, 8);
    await robot.do(["y"], /Copied 3 lines/);
    const lines = shown.map((line) => /web line \d+/.exec(line)?.[0]);
    expect(robot.copied()).toBe(lines.join("\n"));
  });

  scenario("turborepo: search what is not on the screen (10121)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["/"], /search:/);
    robot.type("line 7$");
    await robot.do(["M-r", "enter"], /▸\d\d:\d\d:\d\d +web line 7$/m);
  });

  scenario("turborepo: start-up output is not lost (8643)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["home"], /web line 1$/m);
  });

  scenario("turborepo: the wheel scrolls the log under it, without entering it (8419)", {}, async (robot) => {
    await robot.do(["s"], last);
    robot.wheel(50, 8, -1);
    await robot.see(/3 lines behind/);
    robot.wheel(50, 8, 1);
    await robot.see(/following/);
    expect(robot.screen()).toContain("│ web  vite");
  });

  scenario("nx: scroll back (31226)", {}, async (robot) => {
    await robot.do([...downTo(3), "s"], / end\s*$/m);
    await robot.do(["k", "k", "k", "s"], last);
    await robot.do(["2", "pageup", "pageup"], /lines behind/);
    await robot.do(["home"], /harness is ready/);
  });

  scenario("nx: copied text has no frame and no colour (34062)", {}, async (robot) => {
    await robot.do([...downTo(3), "s"], / end\s*$/m);
    await robot.do(["2", "home", "v"], /selecting/);
    robot.press("S-g");
    await robot.do(["escape", "home"], /harness is ready/);
    robot.drag(30, 3, 50, 4);
    await robot.do(["y"], /Copied 2 lines/);
    expect(robot.copied()).toBe("brum: harness is ready\nplain red bold green orange 208 true colour end");
  });

  scenario("lazydocker: filter logs (655, 121), search them (33)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["f"], /show only:/);
    robot.type("line 29");
    await robot.do(["enter"], /show \/line 29\/ ✕/);
    await robot.see(/web line 29$[\s\S]*web line 290[\s\S]*web line 299/m);
    expect(robot.screen()).not.toContain("web line 300");
    await robot.do(["/"], /search:/);
    robot.type("295");
    await robot.do(["enter"], /1 of 1/);
  });

  scenario("lazydocker: less and vi keys (286)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["2", "g"], /harness is ready/);
    await robot.do(["j"], /^(?!.*harness is ready)/s);
    await robot.do(["k"], /harness is ready/);
    await robot.do(["C-f"], /web line 2\d$/m);
    await robot.do(["S-g"], last);
  });

  scenario("lazydocker: the mouse selects lines in the logs view (835)", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["2"], last);
    robot.drag(20, 10, 30, 12);
    await robot.see(/selecting/);
    await robot.do(["y"], /Copied 3 lines/);
  });

  scenario(
    "tilt: status apart from logs, filters for builds too (3744, 4976)",
    { env: { HARNESS_FOUND: "1" } },
    async (robot) => {
      await robot.do(["down", "s"], /Found 2 errors/);
      await robot.do(["6"], /tsc {2}failed, 2 errors/);
      await robot.do(["2", "S-f"], /hide:/);
      robot.type("Found");
      await robot.do(["enter"], /hide \/Found\/ ✕/);
      await robot.gone(/Found 2 errors/);
    },
  );

  scenario("zellij: scrolling during much output (4382)", {}, async (robot) => {
    await robot.do([...downTo(2), "s"], /flood \d{4,}/);
    await robot.do(["pageup"], /lines? behind/);
    const body = () => robot.screen().split("\n").slice(3, 20).join("\n").replaceAll(/^.*│/gm, "");
    const before = body();
    await robot.see(/[1-9]\d?\.\dk lines behind/);
    expect(body()).toBe(before);
    await robot.do(["end"], /following/);
    await robot.do(["s"], /○ flood/);
  });

  scenario("zellij: selecting during much output (877)", {}, async (robot) => {
    await robot.do([...downTo(2), "s"], /flood \d{4,}/);
    robot.drag(40, 5, 60, 8);
    await robot.see(/selecting/);
    await robot.do(["y"], /Copied \d+ lines?/);
    await robot.do(["s"], /○ flood/);
  });

  scenario("lnav: follows by itself (1408), goes to a time (1188)", {}, async (robot) => {
    await robot.do(["s"], /following/);
    await robot.do(["@"], /go to time:/);
    robot.type("5m ago");
    await robot.do(["enter"], /web line 1$/m);
  });
});
