/** What is asked of a running Brummer by names of processes. */

import { expect, test } from "bun:test";
import { LogRing } from "../../../core/index.ts";
import { Overview } from "../../../src/analysis/index.ts";
import { controlHandlers } from "../../../src/control/handlers.ts";
import { MemoryProcesses } from "../mcp/harness.ts";

test("errors and events of a process that there is none of: its name and the known ones", async () => {
  const processes = new MemoryProcesses();
  await processes.start({ name: "web", kind: "script", command: "vite", argv: ["vite"], cwd: "/p" });
  const ring = LogRing.create({ slots: 64, bytes: 8192 });
  const handlers = controlHandlers({
    reader: ring.reader(),
    errors: ring.errors(),
    processes,
    overview: new Overview(),
    onChange: () => () => {},
    info: () => ({ id: "x-1", version: "1", pid: 1, directory: "/p", startedAt: 0, mcpUrl: null }),
    mcpAccess: () => ({ url: null, token: null }),
    coreReport: () => ({}),
  });
  const exchange = { signal: new AbortController().signal, send: async () => {} };
  const sentence = 'No process "wbe" was started here. Known: web.';
  await expect(handlers["error.list"]({ names: ["wbe"], limit: 5 }, exchange)).rejects.toThrow(sentence);
  await expect(handlers["event.list"]({ names: ["wbe"], kinds: [], limit: 5 }, exchange)).rejects.toThrow(sentence);
  expect(await handlers["error.list"]({ names: ["web"], limit: 5 }, exchange)).toMatchObject({ groups: [], total: 0 });
  expect(await handlers["event.list"]({ names: [], kinds: [], limit: 5 }, exchange)).toMatchObject({ events: [] });
});
