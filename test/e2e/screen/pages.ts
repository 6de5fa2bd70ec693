/** The pages of what was found: fed by the bus, looked at by real connections. */

import { describe, expect } from "bun:test";
import { scenario } from "./robot.ts";

const env = { HARNESS_FOUND: "1" };
const web = ["s"];

describe("services", () => {
  scenario(
    "an address that is printed is looked at, opened in the log, and down with its process",
    { env },
    async (robot) => {
      await robot.do(web, /4 URLs 1/);
      await robot.do(["4"], /● Local 127\.0\.0\.1:\d+/);
      await robot.see(/answers +up: connected in .* checked\s.*\d\d:\d\d:\d\d/s);
      await robot.do(["l"], /➜ {2}Local: {3}http/);
      expect(robot.screen()).toContain("scrolled back");
      await robot.do(["1", "s"], /○ web/);
      await robot.do(["4"], /○ Local/);
      await robot.see(/answers +down: process ended/);
      // Started again it prints another port: that is another row.
      await robot.do(["1", "s"], /● web/);
      await robot.do(["4"], /◌ Local.*\n.*● Local/);
    },
  );

  scenario("nothing is looked at that cannot be seen", { env }, async (robot) => {
    await robot.do(web, /4 URLs 1/);
    await robot.do(["4"], /answers +up: connected/);
    await robot.do(["3"], /No errors so far/);
    await robot.do(["4"], /answers +up: connected/);
  });
});

describe("tests and builds", () => {
  scenario("the last outcomes, what failed, and its line in the log", { env }, async (robot) => {
    await robot.do(["down", "s"], /✖ *$|Tests 1✖/m);
    await robot.do(["down", "down", "down", "down", "down", "s"], /Tests 2✖/);
    await robot.do([/(\d) Tests/.exec(robot.screen())?.[1] ?? ""], /tsc {2}failed, 2 errors/);
    await robot.do(["down"], /adds up the prices/);
    expect(robot.screen()).toMatch(/vitest {2}1 failed of 120 {2}2\.1 s/);
    await robot.do(["l"], /Tests {2}1 failed \| 119 passed \(120\)/);
  });
});
