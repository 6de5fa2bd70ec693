/** `brum events` */

import { ControlClient } from "../../control/index.ts";
import { eventKinds, type ToldEvent } from "../../events/index.ts";
import { printable } from "../../logs/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { duration, plural } from "../text.ts";
import { chosenInstance } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { chosenKinds } from "./kinds.ts";
import { runOf, sourcesNamed, withHistory } from "./stored.ts";

type Given = Extract<Subcommand, { command: "events" }>;
type Kind = ToldEvent["kind"];

/** Events that are shown where nobody says how many. */
const DEFAULT_EVENTS = 100;
/** Failed tests that are named. */
const MAX_FAILURES = 20;

export async function events(given: Given, io: CommandIo): Promise<number> {
  const kinds = chosenKinds("--kind", given.kinds, eventKinds);
  const found = await (given.run === undefined ? ofRunning(given, kinds, io) : ofHistory(given, kinds, given.run));
  if (given.json) {
    const shown = found.map(({ time, source: _, ...rest }) => ({ ...rest, time: new Date(time).toISOString() }));
    await io.out(`${JSON.stringify({ events: shown }, null, 2)}\n`);
    return exitCode.ok;
  }
  const width = Math.max(0, ...found.map((event) => event.process.length));
  const lines = found.flatMap((event) => {
    const [first = "", ...more] = textOf(event, io.unicode);
    const time = new Date(event.time).toLocaleTimeString("en-GB");
    const indent = " ".repeat(time.length + width + 4);
    return [`${time}  ${printable(event.process).padEnd(width)}  ${first}`, ...more.map((line) => indent + line)];
  });
  await io.out(`${lines.length === 0 ? "Nothing was told yet." : lines.join("\n")}\n`);
  return exitCode.ok;
}

async function ofRunning(
  { names, lines, ...given }: Given,
  kinds: readonly Kind[],
  io: CommandIo,
): Promise<readonly ToldEvent[]> {
  const client = new ControlClient(await chosenInstance(given, io));
  const limit = lines ?? DEFAULT_EVENTS;
  return (await client.ask("event.list", { names: [...names], kinds: [...kinds], limit })).events;
}

function ofHistory(given: Given, kinds: readonly Kind[], word: string): Promise<readonly ToldEvent[]> {
  const { names, lines = DEFAULT_EVENTS } = given;
  return withHistory(given.directory, async (history) => {
    const run = runOf(history, word).id;
    sourcesNamed(history.names(run), names);
    return history
      .events(run, 100_000)
      .filter(({ process }) => names.length === 0 || names.includes(process))
      .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
      .slice(-lines);
  });
}

function textOf(event: ToldEvent, unicode: boolean): string[] {
  switch (event.kind) {
    case "url":
      return [
        printable(
          `${event.urlKind === "service" ? "service" : "link"} ${event.url} (${event.label})${ownerText(event)}`,
        ),
      ];
    case "ready":
      return [printable(["ready", event.url ?? "", took(event.ms)].filter((one) => one !== "").join(" "))];
    case "build": {
      const { phase, tool, ms, errors, warnings } = event;
      const counts = [
        errors === null ? "" : plural(errors, "error"),
        warnings === null ? "" : plural(warnings, "warning"),
      ];
      const what = tool === "" ? "build" : `${tool} build`;
      return [[`${what} ${phase}`, took(ms), ...counts].filter((one) => one !== "").join(", ")];
    }
    case "tests": {
      const { phase, tool, passed, failed, skipped, ms, failures } = event;
      const count = (number: number | null, word: string) =>
        number === null || (number === 0 && word !== "passed") ? "" : `${number} ${word}`;
      const what = tool === "" ? "tests" : `${tool} tests`;
      const head = [
        `${what} ${phase}`,
        count(passed, "passed"),
        count(failed, "failed"),
        count(skipped, "skipped"),
        took(ms),
      ];
      const named = failures.slice(0, MAX_FAILURES).map(({ file, name }) => {
        const sign = unicode ? "✗" : "x";
        return printable(`${sign} ${file === "" ? "" : `${file}: `}${name}`);
      });
      const more = failures.length - named.length;
      return [head.filter((one) => one !== "").join(", "), ...named, ...(more > 0 ? [`${more} more`] : [])];
    }
  }
}

function ownerText({ owner }: Extract<ToldEvent, { kind: "url" }>): string {
  return owner === undefined ? "" : `, ${owner.name} (pid ${owner.pid}) listens`;
}

function took(ms: number | null): string {
  if (ms === null) return "";
  return ms < 10_000 ? `in ${ms < 1000 ? `${Math.round(ms)}ms` : `${(ms / 1000).toFixed(1)}s`}` : `in ${duration(ms)}`;
}
