import { expect, test } from "bun:test";
import { layoutOf } from "../../../tui/layout.ts";
import { textOf } from "../../../tui/text/style.ts";
import { listView } from "../../../tui/views/list.ts";
import { modelOf, NOW, processOf, withProcess } from "../support.ts";

const scripts = ["dev", "@mono/a:build", "@mono/a:dev", "@mono/package:build"].map((name) => ({ name, command: "x" }));

function rows(model = modelOf({ columns: 80 }, scripts)): string[] {
  const rect = layoutOf(model).list ?? { x: 0, y: 0, width: 0, height: 0 };
  return listView(model, rect).map((row) => textOf(row));
}

test("long names take the columns that nothing else needs", () => {
  expect(rows()).toEqual([
    " ○ dev                   ",
    " ○ @mono/a:build         ",
    " ○ @mono/a:dev           ",
    " ○ @mono/package:build   ",
  ]);
});

test("what is told of a process stays at the right, and its name keeps both ends", () => {
  const failed = processOf("@mono/package:build", 1, "failed", { exitCode: 137, endedAt: NOW });
  const running = processOf("dev", 2, "running");
  const model = modelOf(
    { columns: 80, usage: [{ name: "dev", memory: 42e6, cpu: 0, processes: 1, ports: [5173] }] },
    scripts,
  );
  const shown = rows(withProcess(withProcess(model, failed), running));
  expect(shown[0]).toBe(" ● dev         :5173  42M");
  expect(shown[3]).toBe(" ✖ @mono/…:build exit 137");
});
