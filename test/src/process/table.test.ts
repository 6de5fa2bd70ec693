import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type LogReader, LogRing, level, stream } from "../../../core/index.ts";
import type { Launch, ProcessSnapshot } from "../../../src/process/index.ts";
import { ProcessTable } from "../../../src/process/thread.ts";
import { groupLives } from "../../support/groups.ts";
import { tableTools } from "../../support/process-table.ts";
import { waitFor } from "../../support/wait.ts";

let table: ProcessTable;
let reader: LogReader;
let published: ProcessSnapshot[];
let exits: ProcessSnapshot[];
let tails: string[];

beforeEach(() => {
  const ring = LogRing.create({ slots: 4096, bytes: 1 << 20 });
  reader = ring.reader();
  published = [];
  exits = [];
  tails = [];
  table = new ProcessTable({
    ...tableTools(ring),
    publish: (snapshot) => published.push(snapshot),
    publishExit: (snapshot) => exits.push(snapshot),
    publishTail: (tail) => tails.push(tail.text),
  });
});
afterEach(() => table.close());

function shell(text: string, name = "job"): Launch {
  return { name, kind: "command", command: text, argv: ["/bin/sh", "-c", text], cwd: "/" };
}

const lines = (kind?: number) =>
  reader
    .range(reader.oldest(), reader.latest())
    .records.filter((record) => kind === undefined || record.stream === kind)
    .map((record) => record.text);

const settled = (name = "job") =>
  waitFor(`${name} to end`, async () => {
    const one = (await table.list()).find((process) => process.name === name);
    return one !== undefined && one.endedAt !== null && one.pid === null && one;
  });

describe("a process", () => {
  test("runs, prints to its last byte, ends, and tells it once", async () => {
    const { process, duplicate } = await table.start(shell("echo one; echo two >&2; printf three"));
    expect(duplicate).toBe(false);
    expect(process.id).toMatch(/^job-\d+$/);
    expect(await settled()).toMatchObject({ status: "success", exitCode: 0, signal: null });
    expect(lines(stream.stdout)).toEqual(["one", "three"]);
    expect(lines(stream.stderr)).toEqual(["two"]);
    expect(lines(stream.system)).toHaveLength(2);
    expect(lines().at(-1)).toMatch(/^job ended \(exit code 0\) after /);
    expect(published.map((snapshot) => snapshot.status)).toEqual(["running", "success"]);
  });

  test("that waits at a prompt shows it before the line ends, and no longer afterwards", async () => {
    await table.start(shell("printf 'Go on? '; sleep 0.4; echo yes"));
    await waitFor("the prompt", () => tails.includes("Go on? "));
    expect(lines(stream.stdout)).toEqual([]);
    await settled();
    expect(lines(stream.stdout)).toEqual(["Go on? yes"]);
    expect(tails.at(-1)).toBe("");
  });

  test("with a progress bar shows its last state", async () => {
    await table.start(shell("for i in 1 2 3 4 5 6; do printf '\\r%s0 %%' $i; sleep 0.1; done; echo"));
    await settled();
    expect(tails.filter((text) => text !== "").length).toBeGreaterThanOrEqual(2);
    expect(tails.every((text) => /^(\d0 %)?$/.test(text))).toBe(true);
    expect(lines(stream.stdout)).toEqual(["60 %"]);
  });

  test("that fails says with which code", async () => {
    await table.start(shell("exit 7"));
    expect(await settled()).toMatchObject({ status: "failed", exitCode: 7 });
    const last = reader.at(reader.latest() - 1);
    expect(last).toMatchObject({ level: level.error });
    expect(last?.text).toMatch(/^job failed with exit code 7 after /);
  });

  test("killed from outside says by which signal", async () => {
    await table.start(shell("kill -SEGV $$"));
    expect(await settled()).toMatchObject({ status: "failed", exitCode: null, signal: "SIGSEGV" });
  });

  test("that cannot be spawned is failed with a reason", async () => {
    await table.start({ ...shell(""), argv: ["/does/not/exist"] });
    const snapshot = await settled();
    expect(snapshot).toMatchObject({ status: "failed" });
    expect(snapshot.error).not.toBe("");
    expect(lines(stream.system).at(-2)).toStartWith("job could not be started: ");
    expect(lines(stream.system).at(-1)).toBe("job: the program /does/not/exist does not exist");
  });

  test("is not started twice", async () => {
    const first = await table.start(shell("sleep 60"));
    const second = await table.start(shell("sleep 60"));
    expect(second).toMatchObject({ duplicate: true, process: { id: first.process.id } });
  });

  test("whose output a grandchild holds open still ends within about a second", async () => {
    await table.start(shell("sleep 60 & echo started"));
    const snapshot = await settled();
    expect(snapshot.status).toBe("success");
    const left = await waitFor("the look at what is left", () =>
      lines(stream.system).find((text) => text.includes("left")),
    );
    expect(left).toMatch(/^job left a process behind that goes on \(pid \d+\); it ends with its next start or stop/);
    await table.stop("job");
  });
});

test("two starts of one name at once start it once, also while something it left behind is being ended", async () => {
  await table.start(shell("(trap '' TERM; sleep 60; sleep 60) >/dev/null 2>&1 & exit 0"));
  const group = published[0]?.pid ?? 0;
  await settled();
  expect(groupLives(group)).toBe(true);
  const again = shell("sleep 60");
  const results = await Promise.all([table.start(again), table.start(again), table.restart("job")]);
  expect(
    results
      .slice(0, 2)
      .map((result) => "duplicate" in result && result.duplicate)
      .sort(),
  ).toEqual([false, true]);
  expect(groupLives(group)).toBe(false);
});

test("a start that waits is refused when the table closes meanwhile", async () => {
  await table.start(shell("(trap '' TERM; sleep 60; sleep 60) >/dev/null 2>&1 & exit 0"));
  await settled();
  const late = table.start(shell("sleep 60")).catch((error: unknown) => String(error));
  await table.close();
  expect(await late).toContain("Brummer is stopping");
});

test("what a process left behind is told until it is gone", async () => {
  await table.start(shell("sleep 0.5 >/dev/null 2>&1 &"));
  const { leftover } = await settled();
  expect(leftover).toEqual([]);
  await waitFor("the look", () => published.at(-1)?.leftover.length === 1, 2000);
  await waitFor("its end", () => published.at(-1)?.leftover.length === 0, 4000);
});

test("lines of any length come whole, coloured or not, and what follows them comes too", async () => {
  const script =
    "process.stdout.write('\\x1b[31m' + 'y'.repeat(300000) + '\\x1b[0m\\n' + 'z'.repeat(400000) + '\\nafter\\n')";
  await table.start({ ...shell(script), argv: [process.execPath, "-e", script.replaceAll("\\\\", "\\")] });
  await settled();
  const text = lines(stream.stdout).join("");
  expect(text.length).toBe(700_005);
  expect(text.endsWith("zafter")).toBe(true);
});

describe("a stop", () => {
  test("ends the whole group and answers when none of it lives", async () => {
    const { process } = await table.start(shell("sleep 61 & sleep 62 & (sleep 63; echo no) & wait"));
    const group = process.pid ?? 0;
    expect(groupLives(group)).toBe(true);
    const stopped = await table.stop(process.id);
    expect(stopped).toMatchObject({ status: "stopped", pid: null });
    expect(groupLives(group)).toBe(false);
    expect(published.map((snapshot) => snapshot.status)).toEqual(["running", "stopping", "stopped"]);
  });

  test("lets the process clean up and keeps what it says then", async () => {
    await table.start(shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
    await waitFor("ready", () => lines().includes("ready"));
    expect(await table.stop("job")).toMatchObject({ status: "stopped", exitCode: 0 });
    expect(lines(stream.stdout)).toEqual(["ready", "bye"]);
  });

  test("kills after 5 s what ignores SIGTERM", async () => {
    const { process } = await table.start(shell("trap '' TERM; echo ready; sleep 60 & wait; sleep 60"));
    await waitFor("ready", () => lines().includes("ready"));
    const began = performance.now();
    expect(await table.stop("job")).toMatchObject({ status: "stopped", signal: "SIGKILL" });
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(4900);
    expect(took).toBeLessThan(7000);
    expect(groupLives(process.pid ?? 0)).toBe(false);
  }, 15_000);

  test("of a process that ended ends what it left behind", async () => {
    const { process } = await table.start(shell("sleep 60 >/dev/null 2>&1 & exit 0"));
    await settled();
    expect(groupLives(process.pid ?? 0)).toBe(true);
    await table.stop("job");
    expect(groupLives(process.pid ?? 0)).toBe(false);
  });

  test("takes effect during a flood", async () => {
    await table.start(shell("yes 'a line of a flood that never ends'"));
    await waitFor("a thousand lines", () => reader.latest() > 1000);
    const began = performance.now();
    await table.stop("job");
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("of an unknown name says what is known", async () => {
    await expect(table.stop("web")).rejects.toThrow('No process "web". Nothing was started yet.');
    await table.start(shell("sleep 60", "worker"));
    await expect(table.stop("woker")).rejects.toThrow('No process "woker". Did you mean "worker"?');
  });
});

describe("a restart", () => {
  test("keeps name and source, has an id of its own and counts", async () => {
    const first = (await table.start(shell("echo up; sleep 60"))).process;
    const second = await table.restart("job");
    expect(second).toMatchObject({ name: "job", source: first.source, status: "running", restarts: 1 });
    expect(second.id).not.toBe(first.id);
    expect(groupLives(first.pid ?? 0)).toBe(false);
    expect((await table.list()).map((process) => process.id)).toEqual([second.id]);
    await expect(table.stop(first.id)).rejects.toThrow("That run is over");
  });

  test("starts again what had ended", async () => {
    await table.start(shell("exit 1"));
    await settled();
    expect(await table.restart("job")).toMatchObject({ restarts: 1 });
  });
});

test("whatever is asked for in whatever order, every run starts once and ends once", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const requests: Promise<unknown>[] = [];
  for (let count = 0; count < 80; count++) {
    const choice = random();
    const launch = shell(random() < 0.3 ? "exit 0" : "while :; do sleep 0.05; done");
    const request = choice < 0.35 ? table.start(launch) : choice < 0.65 ? table.restart("job") : table.stop("job");
    requests.push(request.catch(() => {}));
    await Bun.sleep(random() * 25);
  }
  await Promise.all(requests);
  await table.close();
  const told = new Set(published.map(({ id }) => id));
  for (const id of told) {
    const starts = published.filter((one) => one.id === id && one.status === "running");
    const ends = exits.filter((one) => one.id === id);
    expect([id, seed, starts.length, ends.length]).toEqual([id, seed, 1, 1]);
  }
  const said = lines(stream.system);
  expect(said.filter((text) => / started /.test(text))).toHaveLength(told.size);
  expect(said.filter((text) => /^job (stopped|ended|failed) /.test(text))).toHaveLength(told.size);
}, 20_000);

test("closing ends everything, also what ended processes left behind, and lets nothing start", async () => {
  const groups = await Promise.all(
    ["a", "b", "c"].map(async (name) => (await table.start(shell("sleep 60 & wait", name))).process.pid ?? 0),
  );
  groups.push((await table.start(shell("sleep 60 >/dev/null 2>&1 &", "d"))).process.pid ?? 0);
  await settled("d");
  await table.close();
  expect(groups.map(groupLives)).toEqual([false, false, false, false]);
  await expect(table.start(shell("true"))).rejects.toThrow("Brummer is stopping");
});

test("a child gets our environment without our settings, and colours unless the user wants none", async () => {
  process.env["BRUMMER_TEST"] = "x";
  process.env["NO_COLOR"] = "1";
  try {
    await table.start(shell("echo $BRUM_PROCESS/$BRUMMER_TEST/$FORCE_COLOR/$TERM"));
    await settled();
    expect(lines(stream.stdout)).toEqual([`job///xterm-256color`]);
  } finally {
    delete process.env["BRUMMER_TEST"];
    delete process.env["NO_COLOR"];
  }
});
