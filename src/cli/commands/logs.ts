/** `brum logs` */

import { exitCode } from "../arguments.ts";
import { chosenClient } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { choiceOf, formOf, type LineChoice, type LogsGiven } from "./line-choice.ts";
import { LineView, type Shown, shownText } from "./line-view.ts";
import { Newest } from "./newest.ts";
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
  const keep = choice.isOurs && "tail" in start && !follow ? new Newest(start.tail) : undefined;
  const form = formOf(given, io);
  const view = new LineView(choice.view);
  let cursor: number | undefined;
  const answer = await client
    .stream(
      "logs",
      {
        names: [...names],
        start: keep === undefined ? start : {},
        ...narrowed(given, choice),
        styled: given.html || (io.colour && !given.json),
        follow,
        ...(until === undefined ? {} : { until }),
      },
      async ({ lines, missed }) => {
        const shown: Shown[] = [];
        const take = (part: readonly Shown[]) => (keep === undefined ? shown.push(...part) : keep.add(part));
        if (missed > 0) take(view.dropped(missed, lines[0]?.time));
        for (const line of lines) {
          cursor = line.sequence + 1;
          take(view.line(recordOf(line), line.name, line.around !== true));
        }
        // A line that may repeat itself waits for the next one; who follows should see it now.
        if (follow) take(view.flush());
        if (shown.length > 0) await io.out(shownText(shown, form));
      },
      io.stopped,
    )
    .catch((error: unknown) => {
      // Ctrl-C is the way to end `-f`, and a closed pipe (`| head`) an end like any other.
      if (io.stopped.aborted) return { cursor };
      throw error;
    });
  keep?.add(view.flush());
  const rest = shownText(keep?.all() ?? view.flush(), form) + form.end();
  if (rest !== "") await io.out(rest);
  if (answer.cursor !== undefined) {
    if (given.json && !io.stopped.aborted) await io.out(`${JSON.stringify({ cursor: answer.cursor })}\n`);
    else if (given.showCursor) io.err(`cursor ${answer.cursor}\n`);
  }
  return exitCode.ok;
}

/** What the other end chooses by. Where lines around are shown it sends all, and says which were asked for. */
function narrowed({ grep, ignoreCase, level, error }: LogsGiven, { view, isOurs, kinds }: LineChoice) {
  const isNarrow = level !== undefined || error !== undefined || kinds.length > 0;
  return {
    text: isOurs ? "" : (grep ?? ""),
    ignoreCase,
    ...(level === undefined ? {} : { level }),
    ...(error === undefined ? {} : { error }),
    ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
    ...(isNarrow && view.context > 0 ? { around: true } : {}),
  };
}
