import { describe, expect, test } from "bun:test";
import type { Launch, ProcessSnapshot, ReadyCheck } from "../../../src/process/index.ts";
import { ProcessRouter, type TableClient } from "../../../src/process/thread.ts";
import { MemoryProcesses } from "../mcp/harness.ts";

/** As a table: what must wait, waits until it is let go. */
class MemoryTable extends MemoryProcesses implements TableClient {
  override async start(launch: Launch, open: readonly string[] = []) {
    const result = await super.start(launch);
    if (open.length === 0 && launch.ready !== undefined && !result.duplicate) {
      return { ...result, process: this.set(launch.name, { status: "starting" }) };
    }
    if (open.length === 0 || result.duplicate) return result;
    return { ...result, process: this.set(launch.name, { status: "waiting", pid: null, waitingFor: open }) };
  }

  async gate(name: string, open: readonly string[], error: string | null): Promise<null> {
    if (error !== null) this.set(name, { status: "failed", error });
    else if (open.length > 0) this.set(name, { waitingFor: open });
    else this.set(name, { status: "running", pid: 1, waitingFor: [] });
    return null;
  }
}

const launch = (name: string, text = "true") =>
  ({ name, kind: "command", command: text, argv: ["sh", "-c", text], cwd: "/" }) as const;

function routed(count: number) {
  const tables = Array.from({ length: count }, () => new MemoryTable());
  const router = new ProcessRouter(tables, { awaitLine: () => () => {}, say: () => {} });
  const names = async (table: number) => (await tables[table]?.list())?.map((process) => process.name);
  return { tables, router, names };
}

test("new names go to the table with the fewest living processes, known ones where they are", async () => {
  const { tables, router, names } = routed(3);
  await Promise.all(["a", "b", "c", "d", "e"].map((name) => router.start(launch(name))));
  expect(await names(0)).toEqual(["a", "d"]);
  expect(await names(1)).toEqual(["b", "e"]);
  expect(await names(2)).toEqual(["c"]);
  const ended = tables[0]?.set("a", { status: "success", pid: null });
  if (ended !== undefined) router.note(ended);
  await router.stop("d");
  await router.start(launch("f"));
  expect(await names(0)).toEqual(["a", "d", "f"]);
  expect(await router.start(launch("e"))).toMatchObject({ duplicate: true });
  // Two live in the first table again, which does not keep "a" out of it.
  await router.restart("d");
  await router.start(launch("a"));
  expect(await names(0)).toEqual(["a", "d", "f"]);
  expect(tables.map((table) => table.stops)).toEqual([2, 0, 0]);
});

test("a name that is started twice at once is in one table", async () => {
  const { router, names } = routed(2);
  await Promise.all([router.start(launch("a")), router.start(launch("a")), router.start(launch("b"))]);
  expect(await names(0)).toEqual(["a"]);
  expect(await names(1)).toEqual(["b"]);
});

test("the list is in the order of first starts", async () => {
  const { router } = routed(2);
  for (const name of ["z", "y", "x", "w"]) await router.start(launch(name));
  await router.restart("z");
  expect((await router.list()).map((process) => process.name)).toEqual(["z", "y", "x", "w"]);
});

test("an id goes to the table of its name, also where the name ends in a number or two runs began in one second", async () => {
  const { tables, router } = routed(2);
  await router.start(launch("a"));
  await router.start(launch("web-2"));
  const [{ process }, { process: again }] = [await router.start(launch("a")), await router.start(launch("web-2"))];
  await router.stop(process.id);
  await router.stop(again.id);
  expect(tables.map((table) => table.stops)).toEqual([1, 1]);
  // The table knows whether there was such a run.
  await expect(router.stop("web-2-1700000000-3")).rejects.toThrow("no process web-2-1700000000-3");
});

test("an unknown name is an error with the names of all tables", async () => {
  const { router } = routed(2);
  await expect(router.stop("web")).rejects.toThrow('No process "web". Nothing was started yet.');
  await router.start(launch("api"));
  await router.start(launch("worker"));
  await expect(router.restart("x")).rejects.toThrow('No process "x". Known: api, worker.');
  await expect(router.stop("woker")).rejects.toThrow('Did you mean "worker"?');
});

test("what is too long or too much is refused", async () => {
  const { router } = routed(2);
  await expect(router.start(launch("a", "x".repeat(16_000)))).rejects.toThrow("longer than 16000 characters");
  for (let count = 0; count < 500; count++) await router.start(launch(`job${count}`));
  await expect(router.start(launch("one more"))).rejects.toThrow("500 processes are known");
  expect(await router.start(launch("job7"))).toMatchObject({ duplicate: true });
});

describe("who waits for whom", () => {
  const waiting = (name: string, dependsOn: Launch["dependsOn"]): Launch => ({
    ...launch(name),
    ...(dependsOn && { dependsOn }),
  });
  const ready: ReadyCheck = {
    probe: { kind: "url" },
    delayMs: 0,
    intervalMs: 1,
    timeoutMs: 1,
    withinMs: 1,
    successes: 1,
  };
  const statuses = async (router: ProcessRouter) =>
    Object.fromEntries((await router.list()).map(({ name, status }) => [name, status]));

  test("a chain of ten starts one after the other, over several tables", async () => {
    const { tables, router } = routed(3);
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    for (const [index, name] of names.entries()) {
      const process = waiting(name, index === 0 ? undefined : [{ name: `p${index - 1}`, until: "ready" }]);
      await router.start({ ...process, ready });
    }
    const set = (name: string, change: Partial<ProcessSnapshot>) => {
      for (const table of tables) {
        try {
          router.note(table.set(name, change));
        } catch {
          // It is in another table.
        }
      }
    };
    for (const [index, name] of names.entries()) {
      expect(Object.values(await statuses(router)).filter((status) => status === "waiting")).toHaveLength(9 - index);
      set(name, { status: "ready", readyAt: 1 });
      const next = names[index + 1];
      if (next !== undefined) set(next, { status: "starting", pid: 1, waitingFor: [] });
    }
  });

  test("what depends on one that failed, or was never started, fails and says so", async () => {
    const { tables, router } = routed(1);
    await router.start(launch("db"));
    await router.start(waiting("api", [{ name: "db", until: "completed" }]));
    await router.start(waiting("web", [{ name: "nobody", until: "started" }]));
    const failed = tables[0]?.set("db", { status: "failed", exitCode: 1, pid: null, endedAt: 5 });
    if (failed !== undefined) router.note(failed);
    const [, api, web] = await router.list();
    expect(api).toMatchObject({ status: "failed", error: "db has failed" });
    expect(web).toMatchObject({ status: "failed", error: "nobody was never started" });
  });

  test("all end in the order of their dependencies: who needs others first", async () => {
    const { tables, router } = routed(2);
    await router.start(launch("db"));
    await router.start(waiting("api", [{ name: "db", until: "started" }]));
    await router.start(waiting("web", [{ name: "api", until: "started" }]));
    const order: string[] = [];
    for (const table of tables) {
      const stop = table.stop.bind(table);
      table.stop = async (name) => {
        order.push(name);
        return stop(name);
      };
    }
    await router.stopAll();
    expect(order).toEqual(["web", "api", "db"]);
  });
});
