/** `brum logs` */

import { exitCode } from "../arguments.ts";
import { chosenClient } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { choiceOf, formOf, type LogsGiven } from "./line-choice.ts";
import { LineView } from "./line-view.ts";
import { recordOf } from "./records.ts";
import { moment, startOf } from "./start.ts";

/** Prints what there is, and with `follow` what comes, until it is stopped. */
export async function logs(given: LogsGiven, io: CommandIo): Promise<number> {
  if (given.run !== undefined) return (await import("./logs-history.ts")).logsOfRun(given, given.run, io);
  const { names, follow } = given;
  const now = Date.now();
  const start = startOf(given, now);
  const choice = choiceOf(given);
  const until = given.until === undefined ? undefined : moment("--until", given.until, now);
  const client = await chosenClient(given, io);
  // What is not a plain text is looked for here: however long it takes, it holds up nobody but us. The newest that fit are then
  // kept here too.
  const isOurs = choice.isOurs;
  const keep = isOurs && "tail" in start && !follow ? new Newest(start.tail) : undefined;
  const form = formOf(given, io);
  const view = new LineView(form, choice.view);
  let cursor: number | undefined;
  const put = async (text: string) => {
    if (text === "") return;
    if (keep === undefined) await io.out(text);
    else keep.add(text);
  };
  const answer = await client
    .stream(
      "logs",
      {
        names: [...names],
        start: isOurs && "tail" in start && !follow ? {} : start,
        text: isOurs ? "" : (given.grep ?? ""),
        ignoreCase: given.ignoreCase,
        styled: given.html || (io.colour && !given.json),
        follow,
        ...(given.level === undefined ? {} : { level: given.level }),
        ...(until === undefined ? {} : { until }),
        ...(given.error === undefined ? {} : { error: given.error }),
      },
      async ({ lines, missed }) => {
        let text = missed > 0 ? view.dropped(missed) : "";
        for (const line of lines) {
          cursor = line.sequence + 1;
          const shown = view.line(recordOf(line), line.name);
          if (keep === undefined) text += shown;
          else keep.add(shown);
        }
        // A line that may repeat itself waits for the next one; who follows should see it now.
        await put(follow ? text + view.flush() : text);
      },
      io.stopped,
    )
    .catch((error: unknown) => {
      // Ctrl-C is the way to end `-f`, and a closed pipe (`| head`) an end like any other.
      if (io.stopped.aborted) return { cursor };
      throw error;
    });
  if (keep === undefined) await put(view.end());
  else await io.out(keep.text() + view.end());
  if (answer.cursor !== undefined) {
    if (given.json && !io.stopped.aborted) await io.out(`${JSON.stringify({ cursor: answer.cursor })}\n`);
    else if (given.showCursor) io.err(`cursor ${answer.cursor}\n`);
  }
  return exitCode.ok;
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
