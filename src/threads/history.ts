/** Entry point of the history thread: writes what is in the log, and what was read from it, to the project's database. */

import { constants, setPriority } from "node:os";
import { EventBus, LogRing, level, limits } from "../../core/index.ts";
import { historyFile, type LogFileSettings, type Retention } from "../history/index.ts";
import { LogFiles, openHistory, Recorder } from "../history/thread.ts";
import { reportTo, SystemLog } from "../logs/index.ts";
import { topicsWith } from "../topics.ts";
import { enterThread } from "./entry.ts";
import { serveCommands } from "./protocol.ts";
import { readerOf, type SharedInit } from "./shared.ts";

/** What the main thread sends at the start. */
export interface HistoryInit extends SharedInit {
  /** Commands from the main thread come in here. */
  readonly main: MessagePort;
  readonly directory: string;
  readonly version: string;
  readonly startedAt: number;
  readonly ringSlots: number;
  /** Undefined: no database, only files. */
  readonly retention: Retention | undefined;
  readonly files: LogFileSettings | undefined;
}

/** Milliseconds until it looks again when nothing comes. */
const IDLE_MS = 400;
/** The same once all is written and indexed: then only what grows old is to be looked at. */
const REST_MS = 30_000;
/** Name of what Brummer itself says. */
const OWN_NAME = "brum";

enterThread<HistoryInit>(async (init) => {
  stepBack();
  const ring = LogRing.attach(init.ring);
  const log = new SystemLog(ring.writer(), init.ownLog);
  const bus = EventBus.attach(topicsWith(init.priorities), init.bus, { onError: reportTo(log) });
  const reader = readerOf(ring);
  const follower = reader.follow(0);
  const names = new Map([[0, OWN_NAME]]);
  const warn = (text: string) => {
    log.write(text, { level: level.warn });
    bus.publish("system.notice", { level: "warn", text });
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
      const parts = { writer, follower, latest: () => reader.latest(), capacity: init.ringSlots, retention, failed };
      return new Recorder(files === undefined ? parts : { ...parts, beside: (records) => files.write(records) });
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  let isClosing = false;
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

  const step = (): { more: boolean; pause: number } => {
    if (recorder?.isRunning === true) {
      const more = recorder.step(Date.now());
      return { more, pause: recorder.pauseAfter(more) };
    }
    const { records } = follower.next(limits.windowRecords);
    files?.write(records);
    return { more: records.length === limits.windowRecords, pause: 0 };
  };
  const loop = async () => {
    let hasWork = true;
    while (!isClosing) {
      const { more, pause } = step();
      if (more) {
        await wait(pause);
        continue;
      }
      if (await follower.waitAsync(hasWork ? IDLE_MS : REST_MS)) {
        hasWork = true;
        // A little is worth waiting for more: a write for every line would keep the disk busy.
        await wait(PAUSE_MS);
      } else {
        hasWork = recorder?.idle(Date.now()) === true;
        if (hasWork) await wait(PAUSE_MS);
      }
    }
  };
  const ended = recorder === undefined && files === undefined ? Promise.resolve() : loop();
  serveCommands(init.main, {
    "history.names": async (known) => {
      for (const { source, name } of known) learn(source, name);
      return null;
    },
    "thread.close": async () => {
      isClosing = true;
      await ended;
      await bus.close(500);
      if (recorder === undefined) while (files !== undefined && step().more);
      else recorder.close(Date.now());
      return null;
    },
  });
});

/** Milliseconds between two pieces of work that have time. */
const PAUSE_MS = 40;

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

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
): Pick<LogFiles, "write"> | undefined {
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
  return { write: (records) => attempt(() => made?.write(records)) };
}
