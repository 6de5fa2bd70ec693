/** What the keys of the main screen do, one after the other. The test in `screens.test.ts` says which one is missing here. */

import { describe, expect } from "bun:test";
import { waitFor } from "../../support/wait.ts";
import { editor, pager } from "../../tui/outside/fake-programs.ts";
import { downTo, type Robot, scenario } from "./robot.ts";

const last = /web line 300/;
const divider = /^─+┬/m;

/** The number of the lowest line of "web" that is shrobot. */
const lowest = (robot: Robot) => Number(/.*web line (\d+)/s.exec(robot.screen())?.[1] ?? 0);

describe("keys: processes", () => {
  scenario("enter starts, then shows the log on the whole screen; esc goes back", {}, async (robot) => {
    await robot.do(["enter"], last);
    await robot.see(divider);
    await robot.do(["enter"], /^(?!.*┬)/s);
    await robot.do(["escape"], divider);
    await robot.do(["z"], /^(?!.*┬)/s);
    await robot.do(["z"], divider);
  });

  scenario("s starts and stops, r restarts, ctrl+r restarts all that run", {}, async (robot) => {
    await robot.do(["s"], /● web/);
    await robot.do(["s"], /○ web +stopped/);
    await robot.do(["r"], /web restarted/);
    await robot.do(["down", "s"], /● api/);
    await robot.do(["C-r"], /Restarting web, api/);
    await robot.see(/api restarted/);
    await robot.do(["q"], /Stop 2 processes and quit\?/);
  });

  scenario("i types into a terminal until ctrl+], l shows its log, t starts another in one", {}, async (robot) => {
    await robot.do([...downTo(7), "s"], /⏎ type/);
    await robot.do(["i"], /ctrl\+\] stop typing/);
    robot.type("q");
    await robot.see(/typed "q"/);
    await robot.do(["C-]"], /⏎ type/);
    await robot.do(["l"], /\d\d:\d\d:\d\d +typed "q"/);
    await robot.do(["l"], /^(?!.*\d\d:\d\d:\d\d +typed)/s);
    await robot.do(["k", "t"], /● typecheck/);
    await robot.see(/⏎ type/);
  });

  scenario("a shows all logs, space chooses whose, d describes", {}, async (robot) => {
    await robot.do(["s", ...downTo(3), "s"], / end\s*$/m);
    await robot.do(["a"], /colours {5}plain/);
    await robot.do(["space"], /following {2}5 lines/);
    await robot.do(["k", "k", "k", "space"], /following {2}305 lines/);
    await robot.do(["a"], /│ web {2}vite/);
    await robot.do(["j", "j", "j", "a"], /colours \+|│ .*305 lines/);
    await robot.do(["a"], /following {2}5 lines/);
    await robot.do(["d"], /command +node colours\.js/);
    await robot.do(["d"], / end\s*$/m);
  });

  scenario("/ filters the list; beside a log h gives it that key and the page keys", {}, async (robot) => {
    await robot.do(["/"], /show processes:/);
    robot.type("col");
    await robot.see(/^ ○ colours .*\n {10,}│/m);
    await robot.do(["enter"], /list col: 1 of 8/);
    await robot.do(["escape"], /○ web/);
    await robot.do(["s"], / end\s*$/m);
    await robot.do(["/"], /search:/);
    await robot.do(["escape"], /^(?!.*search:)/s);
    await robot.do(["h"], /\/ filter/);
    await robot.do(["end"], /│ shell {2}/);
    await robot.do(["home"], /│ web {2}vite/);
    await robot.do(["pagedown"], /│ shell {2}/);
    await robot.do(["home"], /│ web {2}vite/);
    await robot.do(["h", ...downTo(3)], / end\s*$/m);
    await robot.see(/\/ search/);
  });

  scenario("each number is a view, arrows and tab go from one to the next", {}, async (robot) => {
    await robot.do(["2"], /harness is ready/);
    await robot.do(["3"], /No errors so far/);
    await robot.do(["4"], /No addresses|No URLs|no services|URL/i);
    await robot.do(["5"], /No request so far/);
    await robot.do(["6"], /builds? and tests?|No tests|No builds/i);
    await robot.do(["7"], /package manager/);
    await robot.do(["8"], /listening at/);
    await robot.do(["1"], /Nothing runs yet/);
    await robot.do(["tab"], /harness is ready/);
    await robot.do(["right"], /No errors so far/);
    await robot.do(["left"], /harness is ready/);
    await robot.do(["S-tab"], /Nothing runs yet/);
    await robot.do(["S-tab"], /listening at/);
    await robot.do(["escape"], /Nothing runs yet/);
  });
});

describe("keys: the log", () => {
  scenario("pages, halves, lines, start and end", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["2"], /following/);
    const steps: [string, number][] = [
      ["pageup", -1],
      ["pagedown", 1],
      ["C-b", -1],
      ["C-f", 1],
      ["C-u", -1],
      ["C-d", 1],
      ["up", -1],
      ["down", 1],
      ["k", -1],
      ["j", 1],
    ];
    await robot.do(["home"], /web line 1$/m);
    await robot.do(["end"], last);
    await robot.do(["g"], /web line 1$/m);
    await robot.do(["S-g"], last);
    robot.press("pageup", "pageup");
    await waitFor("the page before", () => lowest(robot) < 270);
    let before = lowest(robot);
    for (const [key, direction] of steps) {
      robot.press(key);
      await waitFor(`${key} to scroll`, () => Math.sign(lowest(robot) - before) === direction);
      await robot.settled();
      before = lowest(robot);
    }
  });

  scenario("levels, names, equal lines, times", {}, async (robot) => {
    await robot.do([...downTo(4), "s"], /careful/);
    await robot.do(["S-l"], /level ≥ info ✕/);
    await robot.do(["S-l"], /level ≥ warn ✕/);
    await robot.do(["S-l"], /level ≥ error ✕/);
    await robot.gone(/careful/);
    await robot.do(["S-l"], /careful/);
    await robot.do(["2"], /crash +✖/);
    await robot.do(["S-s"], /^(?!.*crash +✖)/s);
    await robot.do(["S-s"], /crash +✖/);
    await robot.do(["S-t"], /\+\d+ms/);
    await robot.do(["1", "r"], /● crash/);
    await robot.do(["r"], /crash restarted +×2$/m);
    await robot.do(["u"], /crash restarted\s*$[\s\S]*crash restarted\s*$/m);
    await robot.do(["u"], /crash restarted +×2$/m);
  });

  scenario("e and E go to errors, where one is told to that one", {}, async (robot) => {
    await robot.do([...downTo(4), "s"], /e shows it/);
    await robot.do(["k", "k", "k", "k", "e"], /crash +✖ TypeError/);
    await robot.do(["1", "s"], last);
    await robot.do(["2"], last);
    await robot.do(["S-e"], /✖ TypeError/);
    await robot.do(["end"], last);
    await robot.do(["home"], /harness is ready/);
    await robot.do(["e"], /✖ TypeError/);
  });

  scenario(
    "p opens what the log shows in the pager",
    { files: { less: pager }, env: { PAGER: "@/less" } },
    async (robot) => {
      await robot.do(["s"], last);
      await robot.do(["p"], /PAGER OPEN/);
      await waitFor("its text", () => robot.tools.log("less")?.includes("web line 1\n"));
      await robot.do(["enter"], last);
      expect(robot.alternateScreen).toBe(true);
    },
  );
});

describe("keys: lists", () => {
  const files = { nano: editor, "src/orders.ts": "order\n".repeat(50) };
  const env = { EDITOR: "@/nano", HARNESS_DIRECTORY: "@" };
  scenario("enter shows the detail alone, l its line, o opens the editor, y copies", { files, env }, async (robot) => {
    await robot.do([...downTo(4), "s"], /3 Errors 1/);
    await robot.do(["3"], /src\/orders\.ts:42:17/);
    await robot.do(["enter"], /^(?!.*┬)/s);
    await robot.do(["enter"], divider);
    await robot.do(["o"], /EDITOR OPEN/);
    await robot.do([..."quit", "enter"], /3 Errors 1/);
    await robot.do(["y"], /Copied/);
    await robot.do(["l"], /crash +✖ TypeError/);
  });
});

describe("keys: brum", () => {
  scenario("help opens, scrolls and closes", { size: "small" }, async (robot) => {
    await robot.do(["?"], /Keys of brum/);
    await robot.do(["end"], /Other keys|wheel|By force|quit/i);
    await robot.do(["home"], /Keys of brum/);
    await robot.do(["j"], /^(?!.*Keys of brum)/s);
    await robot.do(["k"], /Keys of brum/);
    await robot.do(["?"], /Nothing runs yet/);
    await robot.do(["?"], /Keys of brum/);
    await robot.do(["escape"], /Nothing runs yet/);
  });

  scenario("q asks while something runs: n and esc go on, y quits", {}, async (robot) => {
    await robot.do(["s"], last);
    await robot.do(["q"], /Stop 1 process and quit\?/);
    await robot.do(["n"], /^(?!.*and quit\?)/s);
    await robot.do(["q"], /Stop 1 process and quit\?/);
    await robot.do(["escape"], /^(?!.*and quit\?)/s);
    await robot.do(["q"], /Stop 1 process and quit\?/);
    robot.press("y");
    expect(await robot.exited).toBe(0);
  });

  scenario("ctrl+c quits at once", {}, async (robot) => {
    await robot.do(["s"], last);
    robot.press("C-c");
    expect(await robot.exited).toBe(0);
  });

  scenario(
    "ctrl+c while everything is being stopped ends it by force",
    { env: { HARNESS_STUCK: "1" } },
    async (robot) => {
      await robot.do(["s"], last);
      await robot.do(["C-c"], /end by force/);
      robot.press("C-c");
      expect(await robot.exited).toBe(0);
    },
  );
});
