/** Each view at each size, with something in it: whole screens. */

import { describe } from "bun:test";
import { downTo, type Robot, scenario, type sizes } from "./robot.ts";

/** Presses `down` so often, then starts what is selected. */
const start = (index: number): string[] => [...downTo(index), "s"];

async function fail(robot: Robot): Promise<void> {
  await robot.do(start(4), /careful/);
  // Not the notice of it: the sign in the list.
  await robot.see(/✖ crash(?!:)/);
}

/** Goes to each view; waits for what says that it is complete. */
const views: Readonly<Record<string, (robot: Robot) => Promise<unknown>>> = {
  "processes, one that has failed": fail,
  "the log of all processes": async (robot) => {
    await fail(robot);
    await robot.do(["up", "s"], /end\s*$/m);
    await robot.do(["2"], /following {2}9 lines[\s\S]* end$/m);
  },
  errors: async (robot) => {
    await fail(robot);
    await robot.do(["3"], /TypeError/);
  },
  URLs: async (robot) => {
    await robot.do(start(0), /web line 300/);
    await robot.do(["4"], /● Local/);
    await robot.see(/answers|⏎/);
  },
  "tests and builds": async (robot) => {
    await robot.do(start(1), /Found 2 errors/);
    await robot.do(start(5), /119 passed/);
    await robot.do(["6"], /1 failed of 120|vitest|tsc/);
  },
  settings: async (robot) => {
    await robot.do(["7"], /package manager/);
    await robot.see(/npm +10\.9\.0/);
  },
  "AI agents": (robot) => robot.do(["8"], /calls, the newest first/),
  "AI agents, a call that went wrong": async (robot) => {
    await robot.do(["8"], /calls, the newest first/);
    await robot.do(["down", "down", "down"], /wbe|⏎/);
  },
  help: (robot) => robot.do(["?"], /Keys of brum/),
  "the palette": async (robot) => {
    await robot.do(["C-p"], /run/);
    robot.type("we");
    await robot.see(/: we/);
  },
  "the start page": async (robot) => {
    await robot.do(["n"], /start:/);
    robot.type("c");
    await robot.see(/start: c/);
  },
  notices: async (robot) => {
    await fail(robot);
    await robot.do(["!"], /\d notices?\b/);
  },
  "details of a process": async (robot) => {
    await fail(robot);
    await robot.do(["d"], /exit code|command/);
  },
};

describe("views", () => {
  const files = { npm: "#!/bin/sh\necho 10.9.0\n" };
  // Nothing on them depends on the machine, and nothing goes by itself.
  const env = { HARNESS_FOUND: "1", HARNESS_AGENTS: "1", HARNESS_NOTICE_MS: "3600000", PATH: "@" };
  for (const size of ["small", "usual", "large"] satisfies (keyof typeof sizes)[]) {
    for (const [name, show] of Object.entries(views)) {
      scenario(`view ${name}`, { size, env, files }, async (robot) => {
        await show(robot);
        await robot.shot();
      });
    }
  }
});
