import { expect, test } from "bun:test";
import { KnownProcesses, type ProcessIdentity, type ProcessSnapshot } from "../../../src/process/index.ts";

const web: ProcessIdentity = { id: "web-1", name: "web", source: 1, startedAt: 1000 };
const again: ProcessIdentity = { ...web, id: "web-2", startedAt: 2000 };
const api: ProcessIdentity = { id: "api-1", name: "api", source: 2, startedAt: 1500 };

function snapshot(identity: ProcessIdentity): ProcessSnapshot {
  return {
    ...identity,
    launch: { name: identity.name, kind: "script", command: "x", argv: ["x"], cwd: "/" },
    status: "running",
    pid: 1,
    endedAt: null,
    readyAt: null,
    url: null,
    restartAt: null,
    waitingFor: [],
    note: null,
    exitCode: null,
    signal: null,
    error: null,
    leftover: [],
    firstRecord: 0,
    restarts: 0,
  };
}

/** `there`: what the owner answers; `asked`: how often it was asked. */
function setUp(...there: ProcessIdentity[]) {
  const owner = { there, asked: 0 };
  const known = new KnownProcesses({
    list: async () => {
      owner.asked++;
      return owner.there.map(snapshot);
    },
  });
  const list = (name: string) => known.list((those) => those.some((one) => one.name === name));
  return { owner, known, list };
}

test("what was heard of is not asked for", async () => {
  const { owner, known, list } = setUp(web);
  known.note(snapshot(web));
  expect([await list("web"), owner.asked]).toEqual([[web], 0]);
  known.note(snapshot(again));
  expect([await list("web"), owner.asked]).toEqual([[again], 0]);
});

test("what was not heard of is asked for, and known from then on", async () => {
  const { owner, known, list } = setUp(web, api);
  known.note(web);
  expect([await list("api"), owner.asked]).toEqual([[web, api], 1]);
  expect([await list("api"), owner.asked]).toEqual([[web, api], 1]);
  expect([await list("none"), owner.asked]).toEqual([[web, api], 2]);
});

test("an answer that is older than an event takes nothing back", async () => {
  const { known, list } = setUp(web, api);
  known.note(again);
  expect(await list("api")).toEqual([again, api]);
});

test("a run begins when it has waited enough", async () => {
  const { known, list } = setUp();
  for (const startedAt of [1000, 1700, 1600]) known.note({ ...web, startedAt });
  expect(await list("web")).toEqual([{ ...web, startedAt: 1600 }]);
});

test("what its owner says is told on", async () => {
  const known = new KnownProcesses({ list: () => Promise.reject(new Error("gone")) });
  expect(known.list(() => false)).rejects.toThrow("gone");
  expect(await known.list(() => true)).toEqual([]);
});
