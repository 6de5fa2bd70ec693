/** Entry point of the history thread: writes what is in the log, and what was read from it, to the project's database. */

import { constants, setPriority } from "node:os";
import { EventBus, LogRing, level } from "../../core/index.ts";
import { historyFile, type LogFileSettings, type Retention } from "../history/index.ts";
import { type FilesOfLines, HistoryLoop, LogFiles, openHistory, Recorder } from "../history/thread.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { serveCommands } from "./protocol.ts";
import { readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface HistoryInit extends SharedInit {
  /** Commands from the main thread come in here. */
  readonly main: MessagePort;
  /** Exchanges of the proxy come in here; undefined: there is none. */
  readonly proxy?: MessagePort | undefined;
  readonly directory: string;
  readonly version: string;
  readonly startedAt: number;
  readonly ringSlots: number;
  /** Undefined: no database, only files. */
  readonly retention: Retention | undefined;
  readonly files: LogFileSettings | undefined;
}

/** Name of what Brummer itself says. */
const OWN_NAME = "brum";

enterThread<HistoryInit>(async (init) => {
  stepBack();
  const ring = LogRing.attach(init.ring);
  const log = new SystemLog(ring.writer(), init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const reader = readerOf(ring);
  // A gate: processes with `overflow = "block"` wait for it, and lose nothing.
  const follower = ring.gate(0);
  const names = new Map([[0, OWN_NAME]]);
  let isClosing = false;
  const warn = (text: string) => {
    log.write(text, { level: level.warn });
    // What fails at the very end must not fail once more for want of a bus.
    if (!isClosing) bus.publish("system.notice", { level: "warn", text });
  };
  const files = makeFiles(init, (source) => names.get(source) ?? `source-${source}`, warn);
  const recorder = await makeRecorder();

  async function makeRecorder(): Promise<Recorder | undefined> {
    const { directory, version, startedAt, retention } = init;
    if (retention === undefined) return undefined;
    const file = historyFile(directory);
    const failed = (why: string) =>
      warn(`History stops: ${why} (${file}). What is on the screen goes on; nothing more is kept for later.`);
    try {
      const { writer, told } = await openHistory(file, { startedAt, pid: process.pid, version, directory });
      if (told !== undefined) warn(`The history was broken and is begun anew; the old file is ${told}`);
      const capacity = init.ringSlots;
      const parts = { writer, follower, latest: () => reader.latest(), capacity, retention, failed, warn };
      return new Recorder(files === undefined ? parts : { ...parts, beside: (records) => files.write(records) });
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  const learn = (source: number, name: string) => {
    if (names.get(source) === name) return;
    names.set(source, name);
    recorder?.name(source, name);
  };
  recorder?.name(0, OWN_NAME);
  bus.subscribe("process.changed", ({ payload }) => learn(payload.source, payload.name));
  bus.subscribe("error.detected", ({ payload }) => recorder?.error(payload));
  bus.subscribe("url.detected", ({ payload }) => recorder?.event(payload));
  bus.subscribe("ready.detected", ({ payload }) => recorder?.event(payload));
  bus.subscribe("build.event", ({ payload }) => recorder?.event(payload));
  bus.subscribe("test.event", ({ payload }) => recorder?.event(payload));

  const loop = new HistoryLoop({ follower, recorder, files });
  if (init.proxy !== undefined) {
    serveCommands(init.proxy, {
      "history.exchanges": async (exchanges) => {
        recorder?.exchanges(exchanges);
        loop.nudge();
        return null;
      },
    });
  }
  const ended = loop.run();
  // From then on nothing is kept: nobody may wait for it.
  void ended.then(() => follower.close());
  serveCommands(init.main, {
    "history.names": async (known) => {
      for (const { source, name } of known) learn(source, name);
      return null;
    },
    "thread.close": async () => {
      loop.stop();
      await ended;
      isClosing = true;
      await bus.close(500);
      loop.finish(Date.now());
      return null;
    },
  });
});

/** Lets all other threads go first: on Linux this is about the calling thread alone, elsewhere it is left alone. */
function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(0, constants.priority.PRIORITY_LOW);
  } catch {
    // Not allowed here: then it runs beside the others.
  }
}

/** Files that fail are given up with one warning. */
function makeFiles(
  { files }: HistoryInit,
  nameOf: (source: number) => string,
  warn: (text: string) => void,
): FilesOfLines | undefined {
  if (files === undefined) return undefined;
  let made: LogFiles | undefined;
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      made = undefined;
      warn(`Log files stop: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  attempt(() => {
    made = new LogFiles(files, nameOf);
  });
  return {
    get isRunning() {
      return made !== undefined;
    },
    write: (records) => attempt(() => made?.write(records)),
  };
}
