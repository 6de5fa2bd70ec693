/** Entry point of an ingest thread: owns child processes and turns what they print into records. */

import { EventBus, LogRing, level } from "../../core/index.ts";
import { type EnvironmentRequest, environmentOf, readEnvironmentFile } from "../config/index.ts";
import { loadRules, ruleFiles } from "../errors/thread.ts";
import { IntakeTools, Pattern, reportTo, SystemLog } from "../logs/index.ts";
import {
  Census,
  explainer,
  LinesCourier,
  LineWaits,
  lineWaits,
  ProcessRouter,
  ProcessTable,
  readyChecks,
} from "../process/thread.ts";
import { topicsWith } from "../topics.ts";
import { newAnalysis } from "./analyse.ts";
import { enterThread } from "./entry.ts";
import { LinesThreadOwner } from "./lines-thread.ts";
import { processHandlers, tableClient, tableHandlers } from "./process-client.ts";
import { CommandClient, type CommandHandlers, serveCommands } from "./protocol.ts";
import { readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface IngestInit extends SharedInit {
  /** Its number among the ingest threads, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  /** Begins the mark of every run of this Brummer (see process/tree/census.ts). */
  readonly mark: string;
  /** What children get beside the inherited variables. */
  readonly environment: Pick<EnvironmentRequest, "settings" | "directory" | "options">;
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
  const ring = LogRing.attach(init.ring);
  const writer = ring.writer();
  const log = new SystemLog(writer, init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const reader = readerOf(ring);
  const waits = new LineWaits(readerOf(ring));
  const compile = (pattern: string) => new Pattern(pattern, false);
  const census = new Census();
  const read = readEnvironmentFile;
  const variables = { ...process.env };
  let runs = 0;
  const newMark = () => `${init.mark}-${init.index + 1}-${++runs}`;
  const { rules, warnings } = loadRules(ruleFiles(init.environment.directory));
  // Each thread reads them; one tells.
  if (init.index === 0) for (const warning of warnings) log.write(warning, { level: level.warn });
  const { index, count, priorities, ownLog } = init;
  const analysis = newAnalysis(rules, bus, { index, count, kind: "ingest" });
  const linesThread = new LinesThreadOwner({
    ...{ ring: init.ring, bus: init.bus, priorities, ownLog, index, count },
    directory: init.environment.directory,
    gone: (thread) => {
      ring.threadDied(thread);
      bus.threadDied(thread);
    },
    // Without it this thread does half of its work: it dies as well, and the program ends.
    failed: (error) =>
      queueMicrotask(() => {
        throw error;
      }),
  });
  const table = new ProcessTable({
    sources: { first: init.index + 1, step: init.count },
    run: {
      intake: new IntakeTools(writer),
      lines: new LinesCourier((permits) => linesThread.start(permits)),
      census,
      newMark,
      environment: (launch) => environmentOf({ ...init.environment, launch, inherited: variables, read }),
      startCheck: readyChecks({ waits, compile, census, newMark }),
      analyse: ({ name, cwd }, source) => analysis.forRun({ source, name, directory: cwd }),
    },
    log,
    latest: () => reader.latest(),
    explain: explainer({ reader, census, mark: init.mark }),
    publish: (snapshot) => bus.publish("process.changed", snapshot),
    publishExit: (snapshot) => bus.publish("process.exited", snapshot),
    publishTail: (tail) => bus.publish("log.tail", tail),
  });
  const close = async () => {
    await table.close();
    await linesThread.end();
    analysis.close();
    await bus.close(500);
    return null;
  };
  const own: CommandHandlers = {
    "thread.close": close,
    "thread.variables": async (more) => {
      Object.assign(variables, more);
      return null;
    },
  };
  if (init.role.kind === "other") {
    serveCommands(init.role.first, tableHandlers(table));
    serveCommands(init.main, own);
    return;
  }
  const others = init.role.others.map((port) => tableClient(new CommandClient(port)));
  const router = new ProcessRouter([table, ...others], {
    awaitLine: lineWaits({ waits, compile }),
    say: (text, { source, isWarning }) => log.write(text, { source, level: isWarning ? level.warn : level.info }),
  });
  bus.subscribe("process.changed", ({ payload }) => router.note(payload));
  serveCommands(init.role.net, processHandlers(router));
  serveCommands(init.main, {
    ...processHandlers(router),
    "process.stop-all": () => router.stopAll(),
    ...own,
  });
});
