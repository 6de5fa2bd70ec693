import { describe, expect, test } from "bun:test";
import { membersOf } from "../../../src/process/tree/members.ts";
import type { ProcessEntry } from "../../../src/process/tree/types.ts";

const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  started: pid,
  isZombie: false,
  ...more,
});
const root = entry(100);
const kin = { root, known: [], isMarked: () => false, strangers: new Set<number>() };
const pids = (all: ProcessEntry[], more: Partial<Parameters<typeof membersOf>[1]> = {}) =>
  membersOf(all, { ...kin, ...more }).map(({ pid }) => pid);

describe("a run's processes are", () => {
  test("the child, its group, its session, and all descendants of these", () => {
    const all = [
      root,
      entry(101, { parent: 100, group: 100, session: 100 }),
      entry(102, { group: 102, session: 100 }),
      entry(103, { parent: 102 }),
      entry(104, { parent: 103 }),
      entry(200),
      entry(201, { parent: 200 }),
    ];
    expect(pids(all)).toEqual([100, 101, 102, 103, 104]);
  });

  test("what carries the mark, and all in a group or session that such a one leads", () => {
    const marked = entry(300);
    const all = [marked, entry(301, { session: 300 }), entry(302, { parent: 301 }), entry(303)];
    expect(pids(all, { isMarked: (one) => one === marked })).toEqual([300, 301, 302]);
  });

  test("what was known before and is the same process still, wherever it is", () => {
    const left = entry(400, { parent: 1 });
    expect(pids([left], { known: [left] })).toEqual([400]);
    expect(pids([{ ...left, started: 999 }], { known: [left] })).toEqual([]);
  });

  test("the group of a child that has ended, but not of a stranger who has its number", () => {
    const orphan = entry(101, { group: 100, session: 100 });
    expect(pids([orphan])).toEqual([101]);
    const stranger = entry(100, { started: 5000 });
    expect(pids([stranger, orphan])).toEqual([]);
  });

  test("none that has ended and waits to be noticed; what it started counts", () => {
    const all = [{ ...root, isZombie: true }, entry(101, { parent: 100 })];
    expect(pids(all)).toEqual([101]);
  });

  test("never Brummer itself, nor what it started beside", () => {
    const all = [root, entry(50), entry(51, { parent: 50, group: 100 }), entry(52, { parent: 50 })];
    expect(pids(all, { strangers: new Set([50]), isMarked: ({ pid }) => pid === 50 })).toEqual([100, 51]);
  });
});
