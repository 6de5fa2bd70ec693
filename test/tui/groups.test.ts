import { expect, test } from "bun:test";
import { groupsOf } from "../../tui/groups.ts";
import { startChoices } from "../../tui/start/list.ts";
import { update } from "../../tui/update.ts";
import { modelOf, processOf, withProcess } from "./support.ts";

const scripts = [
  { name: "web", command: "vite", groups: ["front"] },
  { name: "api", command: "node api.js", groups: ["back", "web"] },
  { name: "db", command: "postgres", groups: ["back"] },
];

/** What a line in the palette does. */
function command(model: ReturnType<typeof modelOf>, text: string) {
  let now = update(model, { type: "key", key: ":", typed: ":" }).model;
  for (const letter of text) now = update(now, { type: "key", key: letter, typed: letter }).model;
  return update(now, { type: "key", key: "enter" });
}

test("groups are what the scripts name; a process of that name comes first", () => {
  const names = groupsOf(modelOf({}, scripts)).map(({ name, members }) => [name, members.map((one) => one.name)]);
  expect(names).toEqual([
    ["front", ["web"]],
    ["back", ["api", "db"]],
  ]);
});

test("the start page offers them", () => {
  const { model } = update(modelOf({}, scripts), { type: "key", key: "n", typed: "n" });
  const rows = startChoices(model).rows.map(({ title, detail }) => `${title} ${detail}`.trim());
  expect(rows).toEqual(expect.arrayContaining(["groups", "back api, db"]));
});

test("run, stop and restart take them by name", () => {
  const idle = modelOf({}, scripts);
  expect(command(idle, "run back").effects).toEqual([{ type: "start-words", text: "back" }]);
  const running = withProcess(withProcess(idle, processOf("api", 1, "running")), processOf("web", 2, "running"));
  expect(command(running, "stop back").effects).toEqual([{ type: "stop", name: "api" }]);
  expect(command(running, "restart back").effects).toEqual([{ type: "restart", name: "api" }]);
  expect(command(idle, "stop back").effects).toEqual([]);
});
