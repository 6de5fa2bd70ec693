/** Errors in an order, page after page: those that are seen again while somebody reads move to the front and are not told twice. */

import type { ErrorGroup } from "../errors/index.ts";
import type { Journal } from "./journal.ts";
import type { Since } from "./position.ts";
import { ToolError } from "./tool.ts";

export const errorSeverities = [
  "critical",
  "error",
  "warning",
] as const satisfies readonly ErrorGroup["last"]["severity"][];
export const errorOrders = ["newest", "worst"] as const;
type Order = (typeof errorOrders)[number];

/** Which errors, and in which order. */
export interface ErrorChoice {
  /** Seen in this process. */
  readonly process: string | undefined;
  /** At least so bad. */
  readonly severity: (typeof errorSeverities)[number] | undefined;
  /** Seen since, and seen for the first time since. */
  readonly since: Since | undefined;
  readonly newSince: Since | undefined;
  readonly order: Order;
}

const BASE = 36;

/** Those that are chosen. */
export function chosenErrors(groups: readonly ErrorGroup[], choice: ErrorChoice, journal: Journal): ErrorGroup[] {
  const { process, severity, since, newSince, order } = choice;
  const worst = severity === undefined ? errorSeverities.length : errorSeverities.indexOf(severity);
  const isSince = since === undefined ? undefined : seenSince(since, journal);
  const isNewSince = newSince === undefined ? undefined : firstSeenSince(newSince, journal);
  const chosen = groups.filter(
    (group) =>
      (process === undefined || group.processes.includes(process)) &&
      rankOf(group) <= worst &&
      isSince?.(group) !== false &&
      isNewSince?.(group) !== false,
  );
  return chosen.sort((a, b) => compare(keyOf(a, order), keyOf(b, order)));
}

/** Where the page that ends with this error goes on. */
export function errorCursor(group: ErrorGroup, order: Order): string {
  const [rank, time, id] = keyOf(group, order);
  return `${order[0]}${rank}-${Math.floor(-time).toString(BASE)}-${id}`;
}

/** Those behind a cursor. Throws {@link ToolError} for what is none, or one of another order. */
export function errorsBehind(groups: readonly ErrorGroup[], cursor: string, order: Order): readonly ErrorGroup[] {
  const [, letter, rank = "", time = "", id = ""] = /^([nw])(\d)-([\da-z]+)-([\da-f]{12})$/.exec(cursor) ?? [];
  if (letter !== order[0]) {
    throw new ToolError(
      `cursor "${cursor}" is none of errors_list${letter === undefined ? "" : ` in the order ${order}`}. Leave it out for the first page.`,
    );
  }
  const key: Key = [Number(rank), -Number.parseInt(time, BASE), id];
  return groups.filter((group) => compare(keyOf(group, order), key) > 0);
}

type Key = readonly [rank: number, time: number, id: string];

function keyOf(group: ErrorGroup, order: Order): Key {
  return [order === "worst" ? rankOf(group) : 0, -Math.floor(group.lastSeen), group.fingerprint];
}

function compare(a: Key, b: Key): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

function rankOf({ last }: ErrorGroup): number {
  return errorSeverities.indexOf(last.severity);
}

/** An error is told a moment after its lines: one of which those came before a cursor may have been told behind it. */
function seenSince({ number, time }: Since, journal: Journal): (group: ErrorGroup) => boolean {
  const told = toldSince(number, journal);
  return ({ fingerprint, lastSeen }) => lastSeen >= time || told.has(fingerprint);
}

function firstSeenSince({ number, time }: Since, journal: Journal): (group: ErrorGroup) => boolean {
  const told = toldSince(number, journal);
  return ({ fingerprint, firstSeen, count }) => firstSeen >= time || told.get(fingerprint) === count;
}

/** How often each error was told behind an entry of the journal. */
function toldSince(number: number, journal: Journal): ReadonlyMap<string, number> {
  const told = new Map<string, number>();
  for (const { what } of journal.since(number).entries) {
    if (what.kind !== "error") continue;
    told.set(what.error.fingerprint, (told.get(what.error.fingerprint) ?? 0) + what.error.count);
  }
  return told;
}
