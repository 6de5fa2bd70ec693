import { describe, expect, test } from "bun:test";
import { type Life, type LifeEffect, type LifeEvent, newLife, step } from "../../../src/process/lifecycle.ts";

/** Feeds the events in order; returns the end state and the effects of each step. */
function transcript(...events: LifeEvent[]): { life: Life; effects: LifeEffect[][] } {
  let life = newLife;
  const effects: LifeEffect[][] = [];
  for (const event of events) {
    const next = step(life, event);
    life = next.life;
    effects.push([...next.effects]);
  }
  return { life, effects };
}

const spawned: LifeEvent = { type: "spawned", pid: 42, isChecked: false };
const exited = (code: number | null, signal: string | null = null): LifeEvent => ({
  type: "exited",
  code,
  signal,
  at: 1000,
});
const finish = (restart: boolean): LifeEffect => ({ type: "finish", restart });

describe("a run that ends by itself", () => {
  test("is over after its exit and the end of its output, in either order", () => {
    for (const events of [
      [spawned, exited(0), { type: "output-ended" }],
      [spawned, { type: "output-ended" }, exited(0)],
    ] satisfies LifeEvent[][]) {
      const { life, effects } = transcript(...events);
      expect(life).toMatchObject({ status: "success", exitCode: 0, endedAt: 1000, over: true, pid: null });
      expect(effects.at(-1)).toEqual([finish(false)]);
    }
  });

  test("fails by a code other than 0 and by a signal", () => {
    expect(transcript(spawned, { type: "output-ended" }, exited(3)).life).toMatchObject({
      status: "failed",
      exitCode: 3,
    });
    expect(transcript(spawned, { type: "output-ended" }, exited(null, "SIGSEGV")).life).toMatchObject({
      status: "failed",
      signal: "SIGSEGV",
    });
  });

  test("waits for output that a grandchild holds open, but not for ever", () => {
    const { life, effects } = transcript(spawned, exited(0), { type: "output-late" });
    expect(effects[1]).toEqual([{ type: "start-late-output" }]);
    expect(life.status).toBe("success");
  });

  test("cannot be spawned", () => {
    const { life, effects } = transcript({ type: "spawn-failed", error: "no such program", at: 5 });
    expect(life).toMatchObject({ status: "failed", error: "no such program", over: true });
    expect(effects).toEqual([[finish(false)]]);
  });
});

describe("a run that is asked to end", () => {
  test("gets SIGTERM, is over only when its group is gone", () => {
    const { life, effects } = transcript(
      spawned,
      { type: "stop" },
      exited(null, "SIGTERM"),
      { type: "output-ended" },
      { type: "tree-gone" },
    );
    expect(effects[1]).toEqual([{ type: "signal", how: "ask" }, { type: "start-grace" }]);
    expect(effects[2]).toContainEqual({ type: "watch-tree" });
    expect(effects[3]).toEqual([]);
    expect(effects[4]).toEqual([finish(false)]);
    expect(life).toMatchObject({ status: "stopped", signal: "SIGTERM" });
  });

  test("gets SIGKILL when the grace is over", () => {
    const { life, effects } = transcript(spawned, { type: "stop" }, { type: "grace-over" });
    expect(effects[2]).toEqual([{ type: "signal", how: "force" }]);
    expect(life.status).toBe("stopping");
  });

  test("is stopped, not failed, whatever its exit code says", () => {
    const { life } = transcript(
      spawned,
      { type: "stop" },
      exited(143),
      { type: "output-ended" },
      { type: "tree-gone" },
    );
    expect(life.status).toBe("stopped");
  });

  test("starts again after a restart, unless a stop came later", () => {
    const ending: LifeEvent[] = [exited(0), { type: "output-ended" }, { type: "tree-gone" }];
    expect(transcript(spawned, { type: "restart" }, ...ending).effects.at(-1)).toEqual([finish(true)]);
    expect(transcript(spawned, { type: "restart" }, { type: "stop" }, ...ending).effects.at(-1)).toEqual([
      finish(false),
    ]);
    expect(transcript(spawned, { type: "stop" }, { type: "restart" }, ...ending).effects.at(-1)).toEqual([
      finish(true),
    ]);
  });

  test("a second request sends no second signal", () => {
    expect(transcript(spawned, { type: "stop" }, { type: "stop" }).effects[2]).toEqual([]);
  });

  test("while its output is awaited, its group is ended too", () => {
    const { effects } = transcript(spawned, exited(0), { type: "stop" });
    expect(effects[2]).toContainEqual({ type: "signal", how: "ask" });
    expect(effects[2]).toContainEqual({ type: "watch-tree" });
  });
});

test("nothing changes a run that is over", () => {
  const { life } = transcript(spawned, { type: "output-ended" }, exited(0));
  for (const event of [{ type: "stop" }, { type: "grace-over" }, exited(1)] satisfies LifeEvent[]) {
    expect(step(life, event)).toEqual({ life, effects: [] });
  }
});
