import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { heard, newGuard, screenLine } from "../../../src/process/guard/words.ts";
import { waitFor } from "../../support/wait.ts";

test("the guard knows what lives by what it has been told", () => {
  const state = ["+12", "+13", "-12", "nonsense", "+1", "+x"].reduce(heard, newGuard);
  expect([...state.roots]).toEqual([13]);
  expect(state.isReleased).toBe(false);
  expect(heard(state, "end").isReleased).toBe(true);
});

test("the guard knows whether its Brummer has the terminal, and what gives it back", () => {
  const undo = "\x18\x1b[?25h\n";
  const taken = heard(newGuard, screenLine(undo));
  expect(taken.undo).toBe(undo);
  expect(heard(taken, "+12").undo).toBe(undo);
  expect(heard(taken, screenLine(null)).undo).toBeNull();
});

function lives(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

describe.if(process.platform === "linux")("a guard", () => {
  const entry = new URL("../../../src/main.ts", import.meta.url).pathname;
  const start = (mark: string) =>
    Bun.spawn([process.execPath, entry, "__guard", mark, "1"], { stdin: "pipe", stdout: "ignore", stderr: "ignore" });
  const sleeper = (mark?: string) =>
    Bun.spawn(["sh", "-c", "trap '' TERM; sleep 300 & wait; wait"], {
      detached: true,
      env: { ...process.env, ...(mark === undefined ? {} : { BRUM_RUN: `other-1/${mark}` }) },
    });

  test("whose Brummer is gone ends what bears its mark and what it was told of, and nothing else", async () => {
    const marked = sleeper("guardtest-1-1");
    const told = sleeper();
    const stranger = sleeper("guardtest2-1-1");
    const guard = start("guardtest");
    guard.stdin.write(`+${told.pid}\n`);
    await guard.stdin.end();
    expect(await guard.exited).toBe(0);
    expect(lives(marked.pid)).toBe(false);
    expect(lives(told.pid)).toBe(false);
    expect(lives(stranger.pid)).toBe(true);
    process.kill(-stranger.pid, "SIGKILL");
    await stranger.exited;
  });

  test("that is let go ends nothing", async () => {
    const marked = sleeper("guardfree-1-1");
    const guard = start("guardfree");
    guard.stdin.write("end\n");
    await guard.stdin.end();
    expect(await guard.exited).toBe(0);
    expect(lives(marked.pid)).toBe(true);
    process.kill(-marked.pid, "SIGKILL");
    await marked.exited;
  });

  test("does not end by a signal while its Brummer lives", async () => {
    const guard = start("guardsignal");
    await Bun.sleep(300);
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) guard.kill(signal);
    await Bun.sleep(100);
    expect(guard.exitCode).toBeNull();
    guard.stdin.write("end\n");
    await guard.stdin.end();
    await waitFor("its end", () => guard.exitCode === 0);
  });
});
