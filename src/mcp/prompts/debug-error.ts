/** `debug_error`: what an error is, where it comes from, and how it is mended. */

import { level } from "../../../core/index.ts";
import type { ErrorGroup } from "../../errors/index.ts";
import { fuzzyTest } from "../../logs/index.ts";
import { idOf, titleOf } from "../error-text.ts";
import { groupOf } from "../resources/errors.ts";
import type { ToolContext } from "../tool.ts";
import type { PromptEntry } from "./entry.ts";
import { errorLine, processTexts } from "./facts.ts";

/** Errors that are embedded whole. */
const EMBEDDED = 2;
const EMBEDDED_TOKENS = 1_000;
/** Others that are named. */
const NAMED = 8;
/** Warnings and errors of the log, as in the predecessor. */
const LINES = 20;
const LINES_TOKENS = 900;
/** Characters of the message that are looked for in the log: what comes behind them varies. */
const SOUGHT = 80;

export const debugError: PromptEntry = {
  name: "debug_error",
  title: "Debug an error",
  description:
    "Finds the cause of an error that a process has printed, with its frames, the code around and what preceded it.",
  arguments: [
    {
      name: "error_message",
      description: "the message, a part of it, or the error's id",
      required: true,
      values: ({ overview }) => overview.errors().groups.map(({ last }) => titleOf(last)),
    },
    { name: "context", description: "what was done when it came, what has been tried" },
  ],
  async write({ error_message: message = "", context: told }, context, draft) {
    const found = errorsLike(message, context);
    const [first] = found;
    draft.say(
      `Find the cause of this error and mend it: ${message}${told === undefined ? "" : `\nWhat is known beside it: ${told}`}`,
    );
    draft.next([
      first === undefined
        ? `logs_search {query: ${JSON.stringify(message.slice(0, SOUGHT))}, context: 5} finds where it was printed; errors_list shows all errors.`
        : `error_detail {id: "${idOf(first)}"} shows all of it; logs_search {error: "${idOf(first)}", context: 5} the lines around it.`,
      "Read the file at the named place before you change anything; mend the cause, not the place where it shows.",
      "check_changes after the edit tells whether the build and the error are fine; scripts_restart where a process does not reload by itself.",
    ]);
    if (first === undefined)
      draft.say(
        "Brummer has seen no error like it so far. It may have been printed by something that Brummer does not run.",
      );
    else
      draft.list(
        "Seen as:",
        found.slice(0, NAMED).map((group) => errorLine(group, context)),
      );
    for (const group of found.slice(0, EMBEDDED)) draft.error(group, EMBEDDED_TOKENS);
    const known = await context.processes.list();
    const involved = new Set(found.slice(0, EMBEDDED).flatMap(({ processes }) => processes));
    const its = known.filter(({ name }) => involved.has(name));
    draft.list("Its processes:", await processTexts(its, context));
    if (first === undefined) {
      const holding = message.slice(0, SOUGHT);
      await draft.lines("Lines that hold it", { filter: {}, holding, most: LINES }, LINES_TOKENS);
      draft.list(
        "Other errors:",
        context.overview
          .errors()
          .groups.slice(0, NAMED)
          .map((group) => errorLine(group, context)),
      );
    }
    const filter = { minLevel: level.warn };
    await draft.lines("Warnings and errors of all processes", { filter, most: LINES }, LINES_TOKENS);
  },
};

/** The errors that are meant, the most likely first: by id, by the message as it stands, by its words. */
function errorsLike(message: string, context: ToolContext): ErrorGroup[] {
  const byId = groupOf(context, message);
  if (byId !== undefined) return [byId];
  const { groups } = context.overview.errors();
  const wanted = folded(message);
  const same = groups.filter(({ last }) => {
    const title = folded(titleOf(last));
    return title.includes(wanted) || (last.message !== "" && wanted.includes(folded(last.message)));
  });
  if (same.length > 0) return same;
  const test = fuzzyTest(wanted);
  return groups.filter(({ last }) => test(folded(titleOf(last))));
}

function folded(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}
