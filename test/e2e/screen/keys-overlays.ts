/** What keys do while something is typed, chosen or asked. */

import { describe, expect } from "bun:test";
import { downTo, scenario } from "./robot.ts";

describe("keys: the line at the bottom", () => {
  scenario("enter, esc and ctrl+c; what was entered before; patterns and case", {}, async (robot) => {
    await robot.do(["s"], /web line 300/);
    await robot.do(["/"], /search:/);
    robot.type("line 12");
    await robot.do(["enter"], /11 of 11/);
    await robot.do(["/"], /search:/);
    await robot.do(["C-c"], /^(?!.*search:)/s);
    await robot.do(["end"], /following/);
    await robot.do(["/"], /search:/);
    robot.type("LINE 300");
    await robot.do(["enter"], /nothing found/);
    await robot.do(["/", "up"], /search: LINE 300/);
    await robot.do(["C-t"], /text, exact case/);
    await robot.do(["M-c"], /1 found/);
    await robot.do(["enter"], /1 of 1/);
    await robot.do(["/"], /search:/);
    await robot.do(["up"], /search: LINE 300/);
    await robot.do(["up"], /search: line 12/);
    await robot.do(["down"], /search: LINE 300/);
    await robot.do(["C-p"], /search: line 12/);
    await robot.do(["C-n"], /search: LINE 300/);
    await robot.do(["C-r"], /alt\+r plain text/);
    await robot.do(["M-r"], /alt\+r regex/);
    await robot.do(["escape"], /^(?!.*search:)/s);
  });
});

describe("keys: the palette", () => {
  scenario("finds, completes, runs, remembers", {}, async (robot) => {
    await robot.do([":"], /^.*│ : /m);
    robot.type("wra");
    await robot.see(/: wra/);
    await robot.do(["tab"], /: wrap/);
    await robot.do(["escape"], /^(?!.*: wrap)/s);
    await robot.do(["C-p"], /│ : /);
    robot.type("view errors");
    await robot.do(["enter"], /No errors so far/);
    await robot.do([":"], / : /);
    await robot.do(["up"], /: view errors/);
    await robot.do(["C-u"], /^(?!.*: view errors)/s);
    robot.type("view");
    await robot.see(/: view/);
    robot.press("down", "C-n", "C-p", "up", "down", "pagedown", "pageup");
    await robot.settled();
    await robot.do(["C-c"], /No errors so far/);
  });

  scenario("says what is no command, and takes the slash commands of old", {}, async (robot) => {
    await robot.do(["s"], /web line 300/);
    await robot.do([":"], / : /);
    robot.type("/show 0$");
    await robot.do(["enter"], /show \/0\$\/ ✕/);
    await robot.do([":"], / : /);
    robot.type("xyzzy");
    await robot.see(/: xyzzy[\s\S]*xyzzy/);
    await robot.shot();
  });
});

describe("keys: the start page", () => {
  scenario("marks several and starts them", {}, async (robot) => {
    await robot.do(["n"], /start:/);
    robot.type("a");
    await robot.see(/start: a/);
    robot.press("down", "up", "C-n", "C-p", "pagedown", "pageup");
    await robot.do(["C-u"], /start: {2}a script's name/);
    robot.type("web");
    await robot.do(["tab"], /1 marked/);
    await robot.do(["C-u"], /start: {2}a script's name/);
    robot.type("api");
    await robot.do(["tab"], /2 marked/);
    await robot.do(["enter"], /● web[\s\S]*● api/);
    await robot.do(["n"], /start:/);
    await robot.do(["C-c"], /● web/);
    await robot.do(["n"], /start:/);
    await robot.do(["escape"], /● web/);
  });

  scenario("ctrl+c quits where nothing runs", { env: { HARNESS_START: "1" } }, async (robot) => {
    await robot.see(/start:/);
    robot.press("C-c");
    expect(await robot.exited).toBe(0);
  });

  scenario("starts any command, and says what is none", {}, async (robot) => {
    await robot.do(["n"], /start:/);
    robot.type("ech oops");
    await robot.do(["enter"], /"ech oops" is no script of shop and no program on PATH\./);
    await robot.do(["C-u"], /start: {2}a script's name/);
    robot.type("echo hello");
    await robot.do(["enter"], /● custom/);
  });
});

describe("keys: notices and questions", () => {
  scenario("the list of notices goes up and down and closes with esc or !", { size: "small" }, async (robot) => {
    await robot.do([...downTo(4), "s"], /exit code 3|e shows it/);
    await robot.do(["!"], /notices?\s*$/m);
    robot.press("end", "S-g", "home", "down", "up", "pagedown", "pageup", "g");
    await robot.settled();
    await robot.do(["!"], /^(?!.*\d notices?\s*\n)/s);
    await robot.do(["!"], /notices?\s*$/m);
    await robot.do(["escape"], /^(?!.*\d notices?\s*\n)/s);
  });

  const files = { ".cursor/mcp.json": "{}\n" };
  scenario("an AI client is told only after a yes", { files, env: { HARNESS_HOME: "@" } }, async (robot) => {
    const file = () => Bun.file(robot.tools.program(".cursor/mcp.json")).text();
    await robot.do(["7"], /Cursor +not told yet/);
    robot.clickOn("Cursor");
    await robot.do(["enter"], /Tell Cursor of Brummer in .*\?/);
    await robot.do(["n"], /^(?!.*Tell Cursor of)/s);
    await robot.do(["enter"], /Tell Cursor of Brummer in .*\?/);
    await robot.do(["escape"], /^(?!.*Tell Cursor of)/s);
    expect(await file()).toBe("{}\n");
    await robot.do(["enter"], /Tell Cursor of Brummer in .*\?/);
    await robot.do(["y"], /Wrote ~\/\.cursor/);
    expect(JSON.parse(await file())).toMatchObject({ mcpServers: { brummer: { command: "brum" } } });
  });
});
