/** What happened beside the lines, in a few words each. What else there is to tell of one day gets its case here. */

import type { ErrorSighting } from "../../errors/index.ts";
import type { ToldEvent } from "../../events/index.ts";
import type { ProcessSnapshot } from "../../process/index.ts";
import { type ExchangeRow, isFailed } from "../../proxy/index.ts";
import { idOf, placeText, titleOf } from "../error-text.ts";
import { cut, duration } from "../format.ts";
import type { McpCall } from "../index.ts";
import type { JournalEntry } from "../journal.ts";
import { mcpLimits } from "../limits.ts";
import { countsText, testLine, testsOf } from "../outcomes/view.ts";
import { describeState } from "../tools/processes.ts";

/** The tool whose answers these are: that it was called is no news for who calls it. */
const OWN_TOOL = "timeline";

/** A happening as it is shown. */
export interface Told {
  readonly kind: "process" | "error" | ToldEvent["kind"] | "call" | "exchange";
  /** Who it is about; of a call who has called. */
  readonly process: string;
  readonly text: string;
  /** Those that follow each other with the same key are one, with how often. */
  readonly key: string | undefined;
  readonly count: number;
  /** Whether one waits for such things: what agents do is none of the project's news. */
  readonly isNews: boolean;
}

/** Undefined: nothing that is shown. */
export function toldOf({ what, time }: JournalEntry, directory: string): Told | undefined {
  switch (what.kind) {
    case "process":
      return { ...single, kind: "process", process: what.process.name, text: stateText(what.process, time) };
    case "error":
      return errorTold(what.error, directory);
    case "event":
      return { ...single, kind: what.event.kind, process: what.event.process, text: eventText(what.event) };
    case "call":
      return callTold(what.call);
    case "exchange":
      return exchangeTold(what.exchange);
  }
}

const single = { key: undefined, count: 1, isNews: true } as const;

function stateText(process: ProcessSnapshot, time: number): string {
  const waits = process.waitingFor.length > 0 ? `, for ${process.waitingFor.join(", ")}` : "";
  return `${describeState(process, time)}${waits}${process.note === null ? "" : `; ${process.note}`}`;
}

function errorTold(error: ErrorSighting, directory: string): Told {
  const { process, severity, place, count, fingerprint } = error;
  const where = place === null ? "" : `${placeText(place, directory)} `;
  const severe = severity === "error" ? "" : `${severity} `;
  const text = `${idOf(error)} ${severe}${where}${titleOf(error)}`;
  return { kind: "error", process, text, key: `${process} ${fingerprint}`, count, isNews: true };
}

function eventText(event: ToldEvent): string {
  switch (event.kind) {
    case "url":
      return `${event.url} (${event.urlKind === "link" ? "link" : event.label})`;
    case "ready":
      return ["ready", event.url === null ? "" : ` at ${event.url}`, after(event.ms)].join("");
    case "build": {
      const counts = countsText([
        [event.errors, "error", "errors"],
        [event.warnings, "warning", "warnings"],
      ]);
      return outcome(event.tool, event.phase, event.ms, counts);
    }
    case "tests": {
      const counts = countsText([
        [event.failed, "failed", "failed"],
        [event.passed, "passed", "passed"],
        [event.skipped, "skipped", "skipped"],
      ]);
      const failures = testsOf(event.failures, mcpLimits.failedTests).map(testLine);
      return [outcome(event.tool, event.phase, event.ms, counts), ...failures].join("; ");
    }
  }
}

function outcome(tool: string, phase: string, ms: number | null, counts: string): string {
  return [tool === "" ? "" : `${tool} `, phase, after(ms), counts === "" ? "" : `: ${counts}`].join("");
}

function after(ms: number | null): string {
  return ms === null ? "" : ` in ${duration(ms)}`;
}

/** What a page loads beside itself is told only where something is wrong with it: there is too much of it. */
function exchangeTold(exchange: ExchangeRow): Told | undefined {
  const { id, kind, method, url, status, doneMs, process, error, replayOf } = exchange;
  const isWrong = isFailed(exchange);
  if (!isWrong && kind !== "api" && kind !== "page") return undefined;
  const how = status ?? "no answer";
  const parts = [
    `${method} ${url} ${how}${after(doneMs)}`,
    ...(error === null ? [] : [`: ${error}`]),
    replayOf === undefined ? ` (#${id})` : ` (#${id}, replay of ${replayOf})`,
  ];
  const key = `${process} ${method} ${url} ${how}`;
  return { kind: "exchange", process: process ?? "proxy", text: parts.join(""), key, count: 1, isNews: isWrong };
}

function callTold({ method, tool, client, input, error, durationMs }: McpCall): Told | undefined {
  if (method !== "tools/call" || tool === null || tool === OWN_TOOL) return undefined;
  const how = error === null ? `done in ${duration(durationMs)}` : `refused: ${cut(error, mcpLimits.briefBytes)}`;
  const given = input === "" || input === "{}" ? "" : ` ${cut(input, mcpLimits.briefBytes)}`;
  return { ...single, kind: "call", process: client.name, text: `${tool}${given} ${how}`, isNews: false };
}
