import { expect, test } from "bun:test";
import { LogRing } from "../../../core/index.ts";
import { Overview } from "../../../src/analysis/index.ts";
import { createMcpApp, Journal, SearchCache } from "../../../src/mcp/thread.ts";
import { MemoryProcesses } from "./harness.ts";

test("a mistake in the server is told to the log and answered without its details", async () => {
  const reports: string[] = [];
  const ring = LogRing.create({ slots: 64, bytes: 4096 });
  const processes = new MemoryProcesses();
  const app = createMcpApp({
    reader: ring.reader(),
    overview: new Overview(),
    journal: new Journal(() => 0),
    startedAt: 0,
    url: () => null,
    dropped: () => 0,
    tail: () => "",
    mask: (text) => text,
    errors: ring.errors(),
    searches: new SearchCache(),
    processes,
    known: processes.known,
    project: () => {
      throw new Error("secret path");
    },
    version: "1",
    report: (text) => reports.push(text),
  });
  const answer = await app.fetch(new Request("http://127.0.0.1/health", { headers: { host: "127.0.0.1" } }));
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("secret");
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain("secret path");
  await app.close();
});
