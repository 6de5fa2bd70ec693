import { expect, test } from "bun:test";
import { Census } from "../../../src/process/tree/census.ts";

test("a new process without a mark may be anybody's, until it has lived for a while or shows its mark", () => {
  let now = 0;
  const marks = new Map<number, string>();
  const entry = (pid: number) => ({ pid, parent: 1, group: pid, session: pid, started: pid, isZombie: false });
  let entries = [entry(10)];
  const source = { list: () => entries, variable: (pid: number) => marks.get(pid) };
  const census = new Census(source, () => now);
  const isUnsureAt = (time: number) => {
    now = time;
    census.refresh();
    census.entries();
    return census.isUnsure;
  };
  expect(isUnsureAt(0)).toBe(true);
  expect(isUnsureAt(900)).toBe(true);
  expect(isUnsureAt(1100)).toBe(false);
  entries = [entry(10), entry(11)];
  expect(isUnsureAt(1200)).toBe(true);
  marks.set(11, "a1b2-1-1");
  expect(isUnsureAt(1210)).toBe(false);
  expect(census.marked("a1b2-1-1").map(({ pid }) => pid)).toEqual([11]);
});

test("where the system fails to tell, what it told last still holds", () => {
  let now = 0;
  let fails = false;
  const entry = { pid: 10, parent: 1, group: 10, session: 10, started: 1, isZombie: false };
  const list = () => {
    if (fails) throw new Error("EMFILE");
    return [entry];
  };
  const census = new Census({ list, variable: () => undefined }, () => now);
  expect(census.entries()).toEqual([entry]);
  fails = true;
  now = 1000;
  expect(census.entries()).toEqual([entry]);
});
