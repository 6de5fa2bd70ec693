/** `explain_startup_failure`: why a process did not come up. */

import { isAlive, type ProcessSnapshot } from "../../process/index.ts";
import { idOf } from "../error-text.ts";
import { ToolError } from "../tool.ts";
import type { PromptEntry } from "./entry.ts";
import { errorLine, failedFirst, named, processTexts } from "./facts.ts";

const EMBEDDED_TOKENS = 1_200;
const NAMED = 8;
const LINES = 40;
const LINES_TOKENS = 1_300;

export const explainStartupFailure: PromptEntry = {
  name: "explain_startup_failure",
  title: "Explain a failed start",
  description: "Explains why a process failed or does not get ready, from its state, its errors and its last lines.",
  arguments: [
    { name: "process", description: "its name; the last one that failed when left out", values: failedFirst },
  ],
  async write({ process: name }, context, draft) {
    const { processes, overview } = context;
    const known = await processes.list();
    const process = name === undefined ? lastFailed(known) : named(known, name);
    if (process === undefined) throw new ToolError("No process has failed. Name the process that is meant.");
    const { launch, source, startedAt, firstRecord, error, waitingFor } = process;
    const quoted = JSON.stringify(process.name);
    const [state = ""] = await processTexts([process], context);
    draft.say(`Explain why ${process.name} did not start as it should, then mend it.\n${state}`);
    draft.next([
      `Mend the first error first: the later ones are mostly its consequences.`,
      `logs_search {name: ${quoted}} shows more of its lines; ports_list who holds a port that is taken.`,
      `scripts_run {name: ${quoted}, wait: "ready"} starts it again and tells whether it is up.`,
    ]);
    draft.list(
      "Its start:",
      [
        `command: ${launch.command}`,
        `directory: ${launch.cwd}`,
        error === null ? [] : `could not be started: ${error}`,
        waitingFor.length === 0 ? [] : `waits for ${waitingFor.join(", ")}`,
        isAlive(process.status) ? `it is ${process.status} now: there may be nothing to mend` : [],
      ].flat(),
    );
    const others = known.filter((one) => waitingFor.includes(one.name));
    draft.list("What it waits for:", await processTexts(others, context));
    const groups = overview
      .errors()
      .groups.filter(({ lastSeen, processes: of }) => lastSeen >= startedAt && of.includes(process.name))
      .toSorted((a, b) => a.firstSeen - b.firstSeen);
    draft.list(
      "Errors of this run, the first one first:",
      groups.slice(0, NAMED).map((group) => errorLine(group, context)),
    );
    const [first] = groups;
    if (first !== undefined) {
      draft.say(`All of the first one is below (error ${idOf(first)}).`);
      draft.error(first, EMBEDDED_TOKENS);
    }
    const wanted = { filter: { sources: new Set([source]), since: startedAt }, most: LINES, from: firstRecord };
    const hasLines = await draft.lines("Its lines", { ...wanted, isOneProcess: true }, LINES_TOKENS);
    if (!hasLines) draft.say("It has printed nothing.");
  },
};

/** The last one to fail of those that do not run again. */
function lastFailed(known: readonly ProcessSnapshot[]): ProcessSnapshot | undefined {
  const failed = known.filter(({ status }) => status === "failed");
  return failed.toSorted((a, b) => (b.endedAt ?? b.startedAt) - (a.endedAt ?? a.startedAt))[0];
}
