/** Reads what one stream of output tells of builds, tests, addresses and readiness, line by line. Pure; any thread. */

import { bareWords } from "./bare.ts";
import { BuildReader } from "./builds/reader.ts";
import { readyIn } from "./ready.ts";
import { TestReader } from "./tests/reader.ts";
import type { ToolEvent } from "./types.ts";
import { urlsIn } from "./urls/found.ts";

/** Characters of a line that builds and tests are looked for in. */
const MAX_TEXT = 500;

/** How package managers and make print the command that they are about to run: what stands in it has not happened. */
const commandEcho = /^(?:>|\$|\+) \S/;

/** The last line of a linter, below its rows: no build has failed. */
const tally = /^\s+\d+ (?:errors?|warnings?)$/i;

/** What a line is about, as bits of the log's flags are. */
export interface LineTopics {
  readonly url: boolean;
  readonly test: boolean;
  readonly build: boolean;
  readonly ready: boolean;
}

const nothing: LineTopics = { url: false, test: false, build: false, ready: false };

/** The message of a line of JSON; any other line as it is. */
function messageIn(text: string): string {
  if (!text.startsWith("{")) return text;
  const message = /"(?:msg|message)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return message === undefined ? text : message.replace(/\\(.)/g, "$1");
}

export class EventReader {
  readonly #process: string;
  readonly #tell: (event: ToolEvent) => void;
  readonly #builds: BuildReader;
  readonly #tests: TestReader;

  /** `process`: the name of who prints. `tell` gets every event, in order. */
  constructor(process: string, tell: (event: ToolEvent) => void) {
    this.#process = process;
    this.#tell = tell;
    this.#builds = new BuildReader(tell);
    this.#tests = new TestReader(tell);
  }

  /** Whether lines without anything to look at must be shown to it too. */
  get isOpen(): boolean {
    return this.#builds.isOpen || this.#tests.isOpen;
  }

  /** The next line: plain, without its end. */
  push(line: string): LineTopics {
    if (commandEcho.test(line)) return nothing;
    const text = line.length > MAX_TEXT ? line.slice(0, MAX_TEXT) : line;
    const bare = bareWords(messageIn(text));
    const test = this.#tests.push(text, bare);
    const build = !test && !tally.test(text) && this.#builds.push(bare);
    const ready = test ? undefined : readyIn(bare);
    if (ready !== undefined) this.#tell(ready);
    const urls = line.includes("://") || ready !== undefined ? urlsIn(line, this.#process) : [];
    for (const url of urls) this.#tell(url);
    return { url: urls.length > 0, test, build, ready: ready !== undefined };
  }

  /** Nothing has come for a while: what was waiting for more is told. */
  pause(): void {
    this.#builds.end();
    this.#tests.end();
  }

  /** The output has ended. */
  end(): void {
    this.#builds.end();
    this.#tests.close();
  }
}
