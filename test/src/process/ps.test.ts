import { expect, test } from "bun:test";
import { parsePs } from "../../../src/process/tree/ps.ts";

test("a line of ps is a process: its number, parent, group, state and start", () => {
  const output = [
    "    1     0     1 Ss   Tue Nov 24 08:00:00 2026",
    " 4711     1  4700 S+   Tue Nov 24 09:30:05 2026",
    " 4712  4711  4700 Z+   Tue Nov 24 09:30:06 2026",
    "",
  ].join("\n");
  expect(parsePs(output)).toEqual([
    { pid: 1, parent: 0, group: 1, session: 1, started: Date.parse("Tue Nov 24 08:00:00 2026"), isZombie: false },
    {
      pid: 4711,
      parent: 1,
      group: 4700,
      session: 4700,
      started: Date.parse("Tue Nov 24 09:30:05 2026"),
      isZombie: false,
    },
    {
      pid: 4712,
      parent: 4711,
      group: 4700,
      session: 4700,
      started: Date.parse("Tue Nov 24 09:30:06 2026"),
      isZombie: true,
    },
  ]);
});
