import { expect, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import { type Answer, call, Harness, launchOf, project } from "./harness.ts";

/** A server with `web` (source 1) and `api` (source 2) running, and a client. */
async function running(harness: Harness): Promise<Client> {
  for (const script of project.scripts.slice(0, 2)) await harness.processes.start(launchOf(project, script));
  return (await harness.connect()).client;
}

function texts({ structured }: Answer): string[] {
  const found: string[] = [];
  for (const match of Array.isArray(structured["matches"]) ? structured["matches"] : []) found.push(match.text);
  return found;
}

test("logs_search asks for the processes only where one is not known", async () => {
  await using harness = new Harness();
  const { processes } = harness;
  const client = await running(harness);
  harness.log(["one"]);
  const [web] = await processes.list();
  if (web === undefined) throw new Error("nothing runs");
  processes.lists = 0;
  for (const scope of [{}, { name: "web" }, { processId: web.id }, { name: "brum" }])
    await call(client, "logs_search", scope);
  expect(processes.lists).toBe(0);
  // Started just now: nobody has heard of it yet.
  const api = { ...web, id: "new-1", name: "new", source: 7 };
  processes.unheard.push(api);
  harness.log(["two"], { source: 7 });
  harness.log(["three"]);
  const process = (answer: Answer) => JSON.stringify(answer.structured["matches"]).match(/"process":"\w+"/g);
  const context = await call(client, "logs_search", { query: "three", context: 1 });
  expect([process(context), processes.lists]).toEqual([['"process":"new"', '"process":"web"'], 1]);
  await call(client, "logs_search", { processId: "new-1" });
  expect(processes.lists).toBe(1);
  processes.unheard.push({ ...api, id: "newer-1", name: "newer", source: 8 });
  expect((await call(client, "logs_search", { name: "newer" })).text).toBe("No matches; cursor 3");
  expect((await call(client, "logs_search", { processId: "none-1" })).text).toContain("no process with the id");
  expect(processes.lists).toBe(3);
});

test("logs_search that is repeated finds what has come since, and what has been joined", async () => {
  await using harness = new Harness({ slots: 1024, bytes: 1 << 16 });
  const client = await running(harness);
  harness.log(["hit 1", "noise", "Hit 2"]);
  const queries = [
    { query: "hit" },
    { query: "h.t", regex: true },
    { query: "ht", fuzzy: true },
    { query: "HIT", hide: ["noise"] },
  ];
  for (let round = 3; round < 40; round++) {
    const fresh = (await harness.connect()).client;
    for (const query of queries) {
      const found = texts(await call(round % 2 === 0 ? client : fresh, "logs_search", { ...query, limit: 5 }));
      expect(found.at(-1)?.toLowerCase()).toBe(`hit ${round - 1}`);
      expect(found.length).toBe(Math.min(5, round - 1));
    }
    harness.log([...Array<string>(100).fill("noise"), `hit ${round}`]);
  }
  expect(harness.searches.bytes).toBeGreaterThan(0);
});
