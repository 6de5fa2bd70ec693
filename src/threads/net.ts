/** Entry point of the net thread: everything that listens. */

import { EventBus, LogRing, level } from "../../core/index.ts";
import { detectProject, launchScript, type PackageManager } from "../detect/index.ts";
import { CORE_REPORT_PATH, type CoreReport, makeCoreReport } from "../doctor/thread.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { createMcpApp } from "../mcp/thread.ts";
import { portOwner } from "../process/index.ts";
import { topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { listen } from "./listen.ts";
import { processClient } from "./process-client.ts";
import { CommandClient, serveCommands } from "./protocol.ts";
import { readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface NetInit extends SharedInit {
  /** Commands from the main thread come in here. */
  readonly main: MessagePort;
  /** Commands to the ingest thread go out here. */
  readonly ingest: MessagePort;
  readonly directory: string;
  readonly preferredPackageManager: PackageManager | undefined;
  readonly mcpPort: number;
  readonly version: string;
  /** What the configuration says, for reports. */
  readonly settings: CoreReport["settings"];
}

enterThread<NetInit>((init) => {
  const ring = LogRing.attach(init.ring);
  const log = new SystemLog(ring.writer());
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const app = createMcpApp({
    reader: readerOf(ring),
    processes: processClient(new CommandClient(init.ingest)),
    // Read anew each time: an agent that has just changed package.json sees its change.
    project: () => detectProject(init.directory, init.preferredPackageManager),
    launchOf: launchScript,
    version: init.version,
    routes: { [CORE_REPORT_PATH]: () => makeCoreReport({ ...init, ring, bus }) },
    report: (text) => log.write(text, { level: level.error }),
  });
  const server = listen(init.mcpPort, app.fetch);
  const url = `http://127.0.0.1:${server.port}/mcp`;
  if (init.mcpPort !== 0 && server.port !== init.mcpPort) {
    const owner = portOwner(init.mcpPort);
    const by = owner === undefined ? "" : ` by ${owner.name} (pid ${owner.pid}, not ours)`;
    const text = `Port ${init.mcpPort} is taken${by}. MCP listens on ${server.port} instead`;
    log.write(`${text}: ${url}`, { level: level.warn });
    bus.publish("system.notice", { level: "warn", text: `${text}.` });
  } else {
    log.write(`MCP listens on ${url}`);
  }
  bus.publish("mcp.listening", { url, port: server.port, wantedPort: init.mcpPort });
  serveCommands(init.main, {
    "thread.close": async () => {
      await app.close();
      await server.stop();
      await bus.close(500);
      return null;
    },
  });
});
