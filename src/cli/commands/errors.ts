/** `brum errors` */

import { ControlClient } from "../../control/index.ts";
import type { ErrorGroup } from "../../errors/index.ts";
import { exitCode } from "../arguments.ts";
import type { Subcommand } from "../subcommands.ts";
import { errorDetail, errorList, jsonError } from "./error-text.ts";
import { chosenInstance } from "./instance.ts";
import type { CommandIo } from "./io.ts";
import { runOf, sourcesNamed, withHistory } from "./stored.ts";
import { UsageError } from "./usage.ts";

type Given = Extract<Subcommand, { command: "errors" }>;

/** Groups that are shown where nobody says how many. */
const DEFAULT_GROUPS = 50;
/** A fingerprint, or enough of one; no name of a process looks like it by chance. */
const fingerprint = /^[\da-f]{4,12}$/;

export async function errors(given: Given, io: CommandIo): Promise<number> {
  const [first] = given.names;
  const id = given.names.length === 1 && first !== undefined && fingerprint.test(first) ? first : undefined;
  const found = given.run === undefined ? await ofRunning(given, id, io) : await ofHistory(given, id, given.run);
  const groups = id === undefined ? found.groups : found.groups.filter((group) => group.fingerprint.startsWith(id));
  if (given.json) {
    await io.out(`${JSON.stringify({ errors: groups.map(jsonError), total: found.total }, null, 2)}\n`);
    return exitCode.ok;
  }
  const [only] = groups;
  if (id !== undefined && only !== undefined && groups.length === 1) {
    await io.out(`${errorDetail(only, io).join("\n")}\n`);
    return exitCode.ok;
  }
  if (groups.length === 0) {
    if (id !== undefined) throw new UsageError(`No error has an id that begins with "${id}": brum errors lists them.`);
    await io.out("No errors.\n");
    return exitCode.ok;
  }
  await io.out(`${errorList(groups, Date.now(), io).join("\n")}\n`);
  const more = id === undefined ? found.total - groups.length : 0;
  if (more > 0) io.err(`${more} more: -n says how many are shown\n`);
  io.err(`brum errors ID shows one whole, brum logs --error ID its lines\n`);
  return exitCode.ok;
}

interface Found {
  readonly groups: readonly ErrorGroup[];
  readonly total: number;
}

async function ofRunning(given: Given, id: string | undefined, io: CommandIo): Promise<Found> {
  const client = new ControlClient(await chosenInstance(given, io));
  const names = id === undefined ? [...given.names] : [];
  return client.ask("error.list", { names, limit: id === undefined ? (given.lines ?? DEFAULT_GROUPS) : 1000 });
}

function ofHistory(given: Given, id: string | undefined, word: string): Promise<Found> {
  return withHistory(given.directory, async (history) => {
    const run = word === "all" ? undefined : runOf(history, word).id;
    if (run !== undefined && id === undefined) sourcesNamed(history.names(run), given.names);
    const all = history.errors(run, 1000).map(
      ({ last, firstSeen, lastSeen, count }): ErrorGroup => ({
        fingerprint: last.fingerprint,
        last,
        firstSeen,
        lastSeen,
        count,
        processes: [last.process],
        location: null,
      }),
    );
    const wanted = all.filter(
      (group) =>
        given.names.length === 0 ||
        (id === undefined
          ? group.processes.some((name) => given.names.includes(name))
          : group.fingerprint.startsWith(id)),
    );
    return { groups: wanted.slice(0, given.lines ?? DEFAULT_GROUPS), total: wanted.length };
  });
}
