/** Entry point of the ingest thread: owns the child processes and turns what they print into records. */

import { EventBus, LogRing } from "../../core/index.ts";
import { IntakeTools, reportTo, SystemLog } from "../logs/index.ts";
import { ProcessTable } from "../process/thread.ts";
import { topics } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { type CommandHandlers, serveCommands } from "./protocol.ts";

/** What the main thread sends at the start. */
export interface IngestInit {
  readonly ring: SharedArrayBuffer;
  readonly bus: SharedArrayBuffer;
  /** Commands from the main thread come in here, those from the net thread there. */
  readonly main: MessagePort;
  readonly net: MessagePort;
}

enterThread<IngestInit>((init) => {
  const writer = LogRing.attach(init.ring).writer();
  const log = new SystemLog(writer);
  const bus = EventBus.attach(topics, init.bus, { onError: reportTo(log) });
  const table = new ProcessTable({
    tools: new IntakeTools(writer),
    log,
    publish: (snapshot) => bus.publish("process.changed", snapshot),
    publishTail: (tail) => bus.publish("log.tail", tail),
  });
  const handlers: CommandHandlers = {
    "process.list": () => table.list(),
    "process.start": (launch) => table.start(launch),
    "process.stop": (idOrName) => table.stop(idOrName),
    "process.restart": (idOrName) => table.restart(idOrName),
  };
  serveCommands(init.net, handlers);
  serveCommands(init.main, {
    ...handlers,
    "thread.close": async () => {
      await table.close();
      await bus.close(500);
      return null;
    },
  });
});
