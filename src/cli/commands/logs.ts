/** `brum logs` */

import type { LogStart } from "../../control/index.ts";
import { exitCode } from "../arguments.ts";
import { type LineForm, LineFormat } from "../output.ts";
import { JsonFormat } from "../output-json.ts";
import type { Subcommand } from "../subcommands.ts";
import { parseDuration } from "../text.ts";
import { chosenClient } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { recordOf } from "./records.ts";
import { UsageError } from "./usage.ts";

type Given = Extract<Subcommand, { command: "logs" }>;

/** Lines that are printed where neither a beginning nor a pattern is given. */
const DEFAULT_LINES = 100;
/** Characters that mean something in a regular expression: a pattern without them is searched for by the server. */
const special = /[\\^$.*+?()[\]{}|/]/;

/** Prints what there is, and with `follow` what comes, until it is stopped. */
export async function logs(given: Given, io: CommandIo): Promise<number> {
  const { names, follow } = given;
  const pattern = patternOf(given);
  const start = startOf(given, Date.now());
  const isLiteral = given.grep !== undefined && !special.test(given.grep);
  const client = await chosenClient(given, io);
  // A pattern is tried here: however long it takes, it holds up nobody but us. The newest that fit are then kept here too.
  const isOurs = pattern !== undefined && !isLiteral;
  const keep = isOurs && "tail" in start && !follow ? new Newest(start.tail) : undefined;
  const format: LineForm = given.json
    ? new JsonFormat()
    : new LineFormat({ colour: io.colour, unicode: io.unicode, timestamps: given.timestamps });
  let cursor: number | undefined;
  const answer = await client
    .stream(
      "logs",
      {
        names: [...names],
        start: isOurs && "tail" in start && !follow ? {} : start,
        text: isLiteral ? (given.grep ?? "") : "",
        ignoreCase: given.ignoreCase,
        styled: io.colour && !given.json,
        follow,
      },
      async ({ lines, missed }) => {
        let text = missed > 0 ? format.dropped(missed) : "";
        for (const line of lines) {
          cursor = line.sequence + 1;
          if (isOurs && !pattern.test(line.text)) continue;
          format.expect(line.name);
          const shown = format.record(recordOf(line), line.name);
          if (keep === undefined) text += shown;
          else keep.add(shown);
        }
        if (text !== "") await io.out(text);
      },
      io.stopped,
    )
    .catch((error: unknown) => {
      // Ctrl-C is the way to end `-f`, and a closed pipe (`| head`) an end like any other.
      if (io.stopped.aborted) return { cursor };
      throw error;
    });
  if (keep !== undefined) await io.out(keep.text());
  if (answer.cursor !== undefined) {
    if (given.json && !io.stopped.aborted) await io.out(`${JSON.stringify({ cursor: answer.cursor })}\n`);
    else if (given.showCursor) io.err(`cursor ${answer.cursor}\n`);
  }
  return exitCode.ok;
}

function patternOf({ grep, ignoreCase }: Given): RegExp | undefined {
  if (grep === undefined) return undefined;
  try {
    return new RegExp(grep, ignoreCase ? "iu" : "u");
  } catch (error) {
    throw new UsageError(`--grep is no regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function startOf({ since, grep, lines }: Given, now: number): LogStart {
  if (since === undefined) {
    if (lines !== undefined) return { tail: lines };
    return grep === undefined ? { tail: DEFAULT_LINES } : {};
  }
  if (lines !== undefined) throw new UsageError("--since and --lines cannot be given together.");
  if (/^\d+$/.test(since)) return { cursor: Number(since) };
  const ago = parseDuration(since);
  if (ago !== undefined) return { time: now - ago };
  const time = /^\d{4}-\d\d-\d\d/.test(since) ? Date.parse(since) : Number.NaN;
  if (!Number.isNaN(time)) return { time };
  throw new UsageError(
    `--since ${since}: give a cursor (a number), a time (2026-07-28T14:03:05Z), or a while (90s, 5m, 2h, 1d).`,
  );
}

/** The newest texts, so many at most. */
class Newest {
  readonly #count: number;
  #texts: string[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  add(text: string): void {
    if (text !== "") this.#texts.push(text);
    // Not at every one: taking off the front moves all the others.
    if (this.#texts.length > 2 * this.#count + 1000) this.#texts = this.#newest();
  }

  text(): string {
    return this.#newest().join("");
  }

  #newest(): string[] {
    return this.#count === 0 ? [] : this.#texts.slice(-this.#count);
  }
}
