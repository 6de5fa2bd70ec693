/** Terminals of other kinds and sizes, and how each is left: by its owner, by a signal, by a crash, by its end. */

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { makeFolder } from "../../support/folder.ts";
import { VirtualTerminal } from "../../support/virtual-terminal.ts";
import { waitFor } from "../../support/wait.ts";
import { downTo, type Robot, scenario } from "./robot.ts";

const main = join(import.meta.dir, "../../../src/main.ts");
const colours = [...downTo(3), "s"];
/** A foreground or background colour, by what it needs. */
const anyColour = /\x1b\[(?:[\d;]*;)?(?:[34][0-8]|9\d|10[0-7])(?:;[\d;]*)?m/;
const richColour = /\x1b\[(?:[\d;]*;)?[34]8;/;

const asItWas = { mouse: "none", isCursorShown: true, pastes: false };

async function expectLeft(robot: Robot): Promise<void> {
  // What it wrote last may come after its end.
  await waitFor("the main screen", () => !robot.alternateScreen);
  expect(robot.modes()).toEqual(asItWas);
}

describe("terminals", () => {
  scenario("NO_COLOR: no colours, but what is selected can be seen", { env: { NO_COLOR: "1" } }, async (robot) => {
    await robot.do(colours, / end\s*$/m);
    expect(robot.received).not.toMatch(anyColour);
    expect(robot.isInverse(2, robot.rowOf("● colours"))).toBe(true);
  });

  scenario("16 colours: the screen's own are among them", { env: { TERM: "xterm" } }, async (robot) => {
    await robot.do([...downTo(4), "s"], /✖ crash[\s\S]*careful/);
    expect(robot.received).toMatch(anyColour);
    expect(robot.received).not.toMatch(richColour);
  });

  scenario("256 colours and more, where a process prints them", { env: { COLORTERM: "truecolor" } }, async (robot) => {
    await robot.do(colours, / end\s*$/m);
    expect(robot.received).toContain("38;2;10;200;250");
    expect(robot.received).toContain("38;5;208");
  });

  const ascii = { HARNESS_UNICODE: "0", LANG: "C", LC_ALL: "C" };
  scenario("without UTF-8 only ASCII is drawn", { env: ascii }, async (robot) => {
    await robot.do(colours, / end\s*$/m);
    expect(robot.screen()).toMatch(/^[\x20-\x7e\n]*$/);
    await robot.shot();
    for (const page of ["2", "3", "4", "5", "6", "7", "8"]) {
      robot.press(page);
      expect(await robot.settled()).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  scenario("resized to any size while much is printed, the whole screen is right", {}, async (robot) => {
    await robot.do([...downTo(2), "s"], /flood \d{3,}/);
    for (const [columns, rows] of [
      [20, 5],
      [500, 200],
      [1, 1],
      [40, 10],
      [80, 24],
    ] as const) {
      robot.resize(columns, rows);
      if (columns > 1) await robot.see(new RegExp(`^(?:[^\\n]*\\n){${rows - 1}} ⏎ logs`));
    }
    await robot.do(["s"], /○ flood/);
    await waitFor("all rows of the list and the divider", () => {
      const lines = robot.screen().split("\n");
      return /^─{24}┬─{55}$/.test(lines[1] ?? "") && lines.slice(2, 21).every((line) => line.indexOf("│") === 24);
    });
    expect(robot.screen().split("\n")).toHaveLength(24);
    robot.resize(500, 200);
    await waitFor("the large screen", () => {
      const lines = robot.screen().split("\n");
      return lines.length === 200 && /^─{24,}┬─{400,}$/.test(lines[1] ?? "") && /mcp :7777/.test(lines[199] ?? "");
    });
    robot.resize(20, 5);
    await robot.see(/^‹ ○ flood.*\n.*y+ *\n.*y+ *\n.*y+ *\n ⏎ start/);
  });
});

describe("the terminal is left as it was", () => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const) {
    scenario(`after ${signal}`, {}, async (robot) => {
      await robot.do(["s"], /web line 300/);
      expect(robot.modes()).toMatchObject({ isCursorShown: false });
      expect(robot.modes().mouse).not.toBe("none");
      expect(robot.alternateScreen).toBe(true);
      process.kill(robot.pid, signal);
      await robot.exited;
      await expectLeft(robot);
    });
  }

  scenario("while the program is halted with ctrl+z, and taken again afterwards", {}, async (robot) => {
    await robot.do(["s"], /web line 300/);
    robot.press("C-z");
    await expectLeft(robot);
    process.kill(robot.pid, "SIGCONT");
    await robot.see(/web line 300/);
    expect(robot.alternateScreen).toBe(true);
    await robot.do(["?"], /Keys of brum/);
  });

  scenario("after a crash of the program", {}, async (robot) => {
    robot.press(...downTo(5), "s");
    expect(await robot.exited).toBe(1);
    await robot.see(/crashed: harness threw/);
    await expectLeft(robot);
  });

  scenario("after quitting while the help and a search are open", {}, async (robot) => {
    await robot.do(["2", "/"], /search:/);
    await robot.do(["escape"], /^(?!.*search:)/s);
    await robot.do(["?"], /Keys of brum/);
    robot.press("q");
    expect(await robot.exited).toBe(0);
    await expectLeft(robot);
  });

  scenario("and when the terminal itself goes, the program ends", {}, async (robot) => {
    await robot.do([...downTo(2), "s"], /flood \d/);
    robot.hangUp();
    await robot.exited;
  });
});

test.concurrent("TERM=dumb: lines are printed instead, with a message", async () => {
  using folder = makeFolder();
  await using terminal = new VirtualTerminal({
    argv: [process.execPath, main, "-d", folder.path, "--no-mcp", "echo hello"],
    columns: 120,
    env: { TERM: "dumb", XDG_STATE_HOME: folder.path, XDG_RUNTIME_DIR: folder.path },
  });
  await terminal.see(/TERM is dumb: no screen can be drawn, lines are printed instead/, 20_000);
  await terminal.see(/hello/, 20_000);
  expect(terminal.received).not.toContain("\x1b[?1049h");
  await terminal.exited;
}, 60_000);
