import { describe, expect, test } from "bun:test";
import { type CheckEvent, type CheckPlan, newCheck, stepCheck } from "../../../../src/process/ready/machine.ts";

const plan: CheckPlan = {
  kind: "looks",
  delayMs: 0,
  intervalMs: 1000,
  timeoutMs: 500,
  withinMs: 60_000,
  successes: 1,
  unanswered: "x did not answer",
};

/** What is done after each event, as short words. */
function transcript(events: readonly CheckEvent[], changes: Partial<CheckPlan> = {}): string[] {
  let state = newCheck;
  return events.map((event) => {
    const step = stepCheck({ ...plan, ...changes }, state, event);
    state = step.state;
    return step.effects.map(({ type, ...rest }) => [type, ...Object.values(rest).map(String)].join(" ")).join(", ");
  });
}

const looked = (look: number, ok: boolean, seen = ok ? "x answered 200" : "x answered 503"): CheckEvent => {
  return { type: "looked", look, ok, seen, url: ok ? "http://x" : null };
};
const begin: CheckEvent = { type: "begin" };
const pauseOver: CheckEvent = { type: "pause-over" };
const timeOver: CheckEvent = { type: "time-over", note: "" };

describe("a check", () => {
  test("looks until a look succeeds, and says so once", () => {
    const events = [begin, looked(1, false), pauseOver, looked(2, true), looked(2, true), timeOver];
    expect(transcript(events)).toEqual([
      "limit 60000, look 1 500",
      "pause 1000",
      "look 2 500",
      "end, ready http://x",
      "",
      "",
    ]);
  });

  test("waits before the first look, and needs successes in a row", () => {
    const events = [begin, pauseOver, looked(1, true), pauseOver, looked(2, false), pauseOver, looked(3, true)];
    expect(transcript([...events, pauseOver, looked(4, true)], { delayMs: 300, successes: 2 })).toEqual([
      "limit 60000, pause 300",
      "look 1 500",
      "pause 1000",
      "look 2 500",
      "pause 1000",
      "look 3 500",
      "pause 1000",
      "look 4 500",
      "end, ready http://x",
    ]);
  });

  test("gives a look up that takes too long, and what it shows later counts for nothing", () => {
    const events: CheckEvent[] = [
      begin,
      { type: "look-overdue", look: 1 },
      looked(1, true),
      pauseOver,
      looked(1, true),
    ];
    expect(transcript([...events, timeOver])).toEqual([
      "limit 60000, look 1 500",
      "end-look, pause 1000",
      "",
      "look 2 500",
      "",
      "end-look, end, not-ready x did not answer within 500 ms (2 looks in 60 s)",
    ]);
  });

  test("says what it saw last when its time is over", () => {
    expect(transcript([begin, looked(1, false), timeOver]).at(-1)).toBe(
      "end, not-ready x answered 503 (1 look in 60 s)",
    );
    expect(transcript([begin, looked(1, true), timeOver], { successes: 3 }).at(-1)).toBe(
      "end, not-ready x answered 200, but only 1 of 3 times in a row (1 look in 60 s)",
    );
    expect(transcript([begin, timeOver], { delayMs: 90_000 }).at(-1)).toBe(
      "end, not-ready nobody looked: the delay of 90 s is longer than the 60 s that it has",
    );
  });

  test("for a line has one look without a limit", () => {
    const line = { kind: "once", delayMs: 300, unanswered: "no line fits /up/", withinMs: 1500 } as const;
    const late: CheckEvent = { type: "time-over", note: "7 lines were lost" };
    expect(transcript([begin, late], line)).toEqual([
      "limit 1500, look 1 null",
      "end-look, end, not-ready no line fits /up/ (in 1.5 s); 7 lines were lost",
    ]);
    expect(transcript([begin, looked(1, false, "a bad pattern")], line).at(-1)).toBe("end, not-ready a bad pattern");
  });

  test("can be stopped at any time and is silent then", () => {
    const stop: CheckEvent = { type: "stop" };
    expect(transcript([begin, stop, looked(1, true), timeOver])).toEqual([
      "limit 60000, look 1 500",
      "end-look, end",
      "",
      "",
    ]);
    expect(transcript([begin, looked(1, false), stop, pauseOver]).slice(2)).toEqual(["end", ""]);
  });

  test("does not keep the thread busy with an interval of 0", () => {
    expect(transcript([begin, looked(1, false)], { intervalMs: 0 }).at(-1)).toBe("pause 10");
  });
});
