/** `brum mcp`: MCP on standard input and output, for the Brummer of the directory or one of its own. */

import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { delay } from "es-toolkit";
import {
  type Arguments,
  chosenInstance,
  exitCode,
  NoInstanceError,
  type Subcommand,
  stdoutSink,
} from "../cli/index.ts";
import { ControlClient, ControlError, type InstanceRecord } from "../control/index.ts";
import { Bridge, bridgeLimits, type Endpoint, LineReader } from "../mcp-bridge/index.ts";
import { startOwn } from "./own-instance.ts";
import { type Prepared, prepare } from "./prepare.ts";
import type { Program } from "./program.ts";
import { onEndSignals } from "./signals.ts";
import { type StartTurn, takeStartTurn } from "./start-turn.ts";

/** Times that a Brummer is looked for again which was just about to end, and milliseconds between them. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 200;
/** Milliseconds for the Brummer that another client's `brum mcp` is starting, and between two looks for it. */
const STARTED_MS = 4_000;
const STARTED_LOOK_MS = 40;
/** Milliseconds that the last answers may take on their way out. */
const FLUSH_MS = 1_000;

type Given = Extract<Subcommand, { command: "mcp" }>;

/**
 * Ends the process with 0 when the client closes its end or a signal comes, and with 1 where there is nothing to serve and the
 * client was told. What it has started itself has ended by then.
 */
export async function runMcp(given: Given, program: Arguments): Promise<never> {
  const end = Promise.withResolvers<number>();
  let own: Program | undefined;
  let turn: StartTurn | undefined;
  onEndSignals(
    () => end.resolve(exitCode.ok),
    () => {
      own?.killAll();
      process.exit(130);
    },
  );
  const report = (text: string) => void process.stderr.write(`brum: ${text}\n`);
  const sink = stdoutSink(() => end.resolve(exitCode.ok));
  let written: Promise<void> = Promise.resolve();
  const started = lazily(() => {
    const prepared = preparedFor(program);
    return startOwn(prepared, (begun) => {
      own = begun;
      void begun.fatal.then((why) => {
        report(why);
        end.resolve(exitCode.failure);
      });
    });
  });
  const bridge = new Bridge({
    connect: async () => {
      if (own !== undefined) return (await started()).endpoint;
      const there = await joined(given, report);
      if (there !== undefined) return there;
      turn ??= takeStartTurn(resolve(program.directory));
      return (turn === undefined ? await joinedSoon(given, report) : undefined) ?? (await started()).endpoint;
    },
    write: (line) => {
      written = written.then(() => sink.write(`${line}\n`));
      return written;
    },
    report,
  });
  const warmed = bridge.warm();
  void warmed.then((problem) => problem !== undefined && report(problem));
  void bridge.failed.then(() => end.resolve(exitCode.failure));
  void readAll(bridge).then(async () => {
    await bridge.settle(bridgeLimits.lastAnswersMs);
    end.resolve((await warmed) === undefined ? exitCode.ok : exitCode.failure);
  });
  const code = await end.promise;
  await Promise.all([bridge.close(), Promise.race([written, delay(FLUSH_MS)])]);
  await own?.close();
  turn?.release();
  process.exit(code);
}

/** Settles when the client has closed its end. */
async function readAll(bridge: Bridge): Promise<void> {
  const lines = new LineReader();
  try {
    for await (const chunk of process.stdin) for (const line of lines.read(chunk)) await bridge.take(line);
  } catch {
    // It broke: that is an end, too.
  }
  for (const line of lines.end()) await bridge.take(line);
}

/** The Brummer that runs for the directory; undefined: there is none. Rejects with a sentence where it cannot be joined. */
async function joined(given: Given, report: (text: string) => void): Promise<Endpoint | undefined> {
  for (let look = 1; ; look++) {
    const record = await running(given, report);
    if (record === undefined) return undefined;
    const { directory, id: instance, process_info } = record;
    try {
      const { url, token } = await new ControlClient(record).ask("mcp.access", {});
      if (url !== null) return { url, token, instance, directory };
    } catch (error) {
      if (!(error instanceof ControlError) || look === LOOKS) throw error;
      await delay(LOOK_AGAIN_MS);
      continue;
    }
    throw new Error(
      `The Brummer in ${directory} (pid ${process_info.pid}) runs without its MCP server. End it, and start it again without --no-mcp (or no_mcp in its configuration).`,
    );
  }
}

/** The one that somebody else is starting; undefined: it did not come. */
async function joinedSoon(given: Given, report: (text: string) => void): Promise<Endpoint | undefined> {
  for (const end = performance.now() + STARTED_MS; performance.now() < end; await delay(STARTED_LOOK_MS)) {
    const there = await joined(given, report);
    if (there !== undefined) return there;
  }
  return undefined;
}

async function running(given: Given, report: (text: string) => void): Promise<InstanceRecord | undefined> {
  try {
    return await chosenInstance(given, { err: (text) => report(text.replace(/^brum: /, "").trimEnd()) });
  } catch (error) {
    if (error instanceof NoInstanceError && given.instance === undefined) return undefined;
    throw error;
  }
}

/** What runs where no other Brummer does. Throws a sentence. */
function preparedFor(program: Arguments): Prepared {
  const directory = resolve(program.directory);
  // Where clients start programs that know no project; who means it gives --dir.
  const isHome = program.directory === "." && directory === homedir();
  if (dirname(directory) === directory || isHome) {
    throw new Error(
      `brum mcp was started in ${directory}, which is no project. Name it in the client's configuration: brum mcp --dir DIRECTORY`,
    );
  }
  const prepared = prepare({ ...program, words: [], command: [] });
  if (typeof prepared === "string") throw new Error(prepared);
  if (prepared.mcpPort === undefined) {
    const source = prepared.configuration.origins["no_mcp"]?.source;
    const where = source === undefined ? "" : ` (${source.name}${source.line === undefined ? "" : `:${source.line}`})`;
    throw new Error(`This project wants no MCP server: no_mcp is true${where}. Without that, agents are served here.`);
  }
  return prepared;
}

/** Makes it once, when it is asked for first; after a failure anew. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= (async () => make())().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
