import { describe, expect, test } from "bun:test";
import { hitTest } from "../../../tui/hit.ts";
import { layoutOf } from "../../../tui/layout.ts";
import { textOf } from "../../../tui/text/style.ts";
import { listHeadView, listView } from "../../../tui/views/list.ts";
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

describe("a wide list", () => {
  const offered = [
    { name: "db", command: "x", groups: ["backend"] },
    { name: "api", command: "x", groups: ["backend", "all"], dependsOn: ["db"] },
    { name: "web", command: "x", dependsOn: ["api", "db"] },
  ];
  const usage = [{ name: "api", memory: 61e6, cpu: 112.4, processes: 2, ports: [3000] }];
  const wide = (columns: number) =>
    withProcess(modelOf({ columns, usage }, offered), processOf("api", 1, "running", { restarts: 3 }));
  const shown = (columns: number) => {
    const model = wide(columns);
    const { listHead } = layoutOf(model);
    const head = listHead === null ? [] : [textOf(listHeadView(model, listHead.width))];
    return [...head, ...rows(model)];
  };

  test("tells processor, restarts, groups and what is started before each", () => {
    expect(shown(160)).toEqual([
      "            port  mem   cpu restarts group       starts after",
      " ○ db                                backend                 ",
      " ● api     :3000  61M  112%        3 backend,all db          ",
      " ○ web                                           api,db      ",
    ]);
  });

  test("gives up columns from the right where it gets narrow, and under 110 columns all of them", () => {
    expect(shown(130)[0]).toBe("            port  mem   cpu restarts group      ");
    expect(shown(110)[0]).toBe(shown(130)[0]);
    expect(shown(109)[0]).toBe(" ○ db                ");
    for (let columns = 80; columns <= 300; columns += 1) {
      const { content } = layoutOf(wide(columns));
      expect(content.width).toBeGreaterThan(columns / 2);
    }
  });

  test("its rows stand below their titles, for the mouse as well", () => {
    const model = wide(130);
    const { list, listHead, chips } = layoutOf(model);
    expect(listHead?.y).toBe(chips?.y);
    expect(list?.y).toBe((listHead?.y ?? 0) + 1);
    expect(hitTest(model, 3, list?.y ?? 0)).toEqual({ part: "entry", index: 0 });
    expect(hitTest(model, 3, listHead?.y ?? 0)).toEqual({ part: "nothing" });
  });
});
