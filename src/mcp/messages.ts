/** What sessions that have set a log level hear of, without asking. */

import type { LoggingLevel } from "@modelcontextprotocol/server";
import type { ErrorGroup } from "../errors/index.ts";
import type { ToldEvent } from "../events/index.ts";
import type { ProcessSnapshot } from "../process/index.ts";
import type { LogMessage } from "./catalogue.ts";
import { directoryOf } from "./directory.ts";
import { idOf, placeOf, titleOf } from "./error-text.ts";
import { duration } from "./format.ts";
import { expanded } from "./resources/uri.ts";
import type { ToolContext } from "./tool.ts";
import { describeState } from "./tools/processes.ts";

/**
 * Tells of processes that fail, end and get ready, of errors that are new, of builds and tests, until the function that it
 * returns is called.
 */
export function messagesOf(context: ToolContext, tell: (message: LogMessage) => void): () => void {
  const say = (message: LogMessage | undefined) => {
    if (message !== undefined) tell(message);
  };
  const told = new Map<string, string>();
  const stopErrors = context.overview.listen(({ group, isNew }) => {
    if (isNew) say(ofError(group, directoryOf(context)));
  });
  const stopRest = context.journal.listen(({ what }) => {
    if (what.kind === "event") say(ofEvent(what.event));
    if (what.kind !== "process") return;
    // A snapshot comes with every change: a note, what is left behind, not only another state.
    const { id, name, status } = what.process;
    const state = `${id} ${status}`;
    if (told.get(name) === state) return;
    told.set(name, state);
    say(ofProcess(what.process));
  });
  return () => {
    stopErrors();
    stopRest();
  };
}

function ofProcess(process: ProcessSnapshot): LogMessage | undefined {
  const { name, status, url, note } = process;
  const uri = expanded("process://{name}", name);
  const state = describeState(process, Date.now());
  switch (status) {
    case "failed":
      return { level: "error", data: { message: `${name} ${state}`, ...(note === null ? {} : { note }), uri } };
    case "ready":
      return { level: "info", data: { message: `${name} is ready${url === null ? "" : ` at ${url}`}`, uri } };
    case "success":
    case "stopped":
    case "restarting":
      return { level: "info", data: { message: `${name} ${state}`, uri } };
    default:
      return undefined;
  }
}

function ofError(group: ErrorGroup, directory: string): LogMessage {
  const place = placeOf(group, directory);
  const where = `${place === "" ? "" : `${place} `}in ${group.last.process}`;
  const level: LoggingLevel = group.last.severity;
  const uri = expanded("error://{id}", idOf(group));
  return { level, data: { message: `New: ${titleOf(group.last)} (${where})`, uri } };
}

function ofEvent(event: ToldEvent): LogMessage | undefined {
  if (event.kind === "build" && event.phase !== "started") {
    const { tool, phase, process, ms, errors } = event;
    const count = errors === null ? "" : ` with ${errors} errors`;
    const time = ms === null ? "" : ` in ${duration(ms)}`;
    return {
      level: phase === "failed" ? "error" : "info",
      data: { message: `Build of ${process} (${tool}) ${phase}${count}${time}`, process },
    };
  }
  if (event.kind === "tests" && event.phase !== "started") {
    const { tool, phase, process, passed, failed, failures } = event;
    const counts = [failed === null ? [] : `${failed} failed`, passed === null ? [] : `${passed} passed`].flat();
    const count = counts.length === 0 ? "" : `: ${counts.join(", ")}`;
    return {
      level: phase === "failed" ? "error" : "info",
      data: {
        message: `Tests of ${process} (${tool}) ${phase}${count}`,
        process,
        ...(failures.length === 0 ? {} : { failures: failures.slice(0, FAILURES).map(({ name }) => name) }),
      },
    };
  }
  return undefined;
}

/** Failed tests that one message names. */
const FAILURES = 5;
