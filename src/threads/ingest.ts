/** Entry point of an ingest thread: owns child processes and turns what they print into records. */

import { EventBus, LogRing } from "../../core/index.ts";
import { IntakeTools, reportTo, SystemLog } from "../logs/index.ts";
import type { ProcessClient } from "../process/index.ts";
import { ProcessRouter, ProcessTable } from "../process/thread.ts";
import { topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { processClient } from "./process-client.ts";
import { CommandClient, type CommandHandlers, serveCommands } from "./protocol.ts";
import type { SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface IngestInit extends SharedInit {
  /** Its number among the ingest threads, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  /** Commands from the main thread come in here. */
  readonly main: MessagePort;
  /**
   * The first ingest thread answers for all of them: it gets the commands of the net thread by `net`, and passes on by
   * `others` what is theirs, in the order of their numbers. The others get that by `first`.
   */
  readonly role:
    | { readonly kind: "first"; readonly net: MessagePort; readonly others: readonly MessagePort[] }
    | { readonly kind: "other"; readonly first: MessagePort };
}

enterThread<IngestInit>((init) => {
  const writer = LogRing.attach(init.ring).writer();
  const log = new SystemLog(writer);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const table = new ProcessTable({
    sources: { first: init.index + 1, step: init.count },
    tools: new IntakeTools(writer),
    log,
    publish: (snapshot) => bus.publish("process.changed", snapshot),
    publishTail: (tail) => bus.publish("log.tail", tail),
  });
  const close = async () => {
    await table.close();
    await bus.close(500);
    return null;
  };
  if (init.role.kind === "other") {
    serveCommands(init.role.first, processHandlers(table));
    serveCommands(init.main, { "thread.close": close });
    return;
  }
  const others = init.role.others.map((port) => processClient(new CommandClient(port)));
  const router = new ProcessRouter([table, ...others]);
  if (others.length > 0) bus.subscribe("process.changed", ({ payload }) => router.note(payload));
  serveCommands(init.role.net, processHandlers(router));
  serveCommands(init.main, { ...processHandlers(router), "thread.close": close });
});

function processHandlers(processes: ProcessClient): CommandHandlers {
  return {
    "process.list": () => processes.list(),
    "process.start": (launch) => processes.start(launch),
    "process.stop": (idOrName) => processes.stop(idOrName),
    "process.restart": (idOrName) => processes.restart(idOrName),
  };
}
