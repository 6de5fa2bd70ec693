/** Services and links as the screen shows them: of whom, in which order, and whether they answer. Pure. */

import { isAlive, type ProcessSnapshot } from "../../src/process/index.ts";
import type { Model } from "../model.ts";
import { placeKey } from "./address.ts";
import type { FoundUrl } from "./urls.ts";

/** Milliseconds after which a look says nothing any more: looks come every few seconds while they can be seen. */
const STALE_MS = 15_000;
/** Milliseconds that a new run has to print the addresses of the run before again: those that it has not are gone then. */
const AGAIN_MS = 30_000;

export type ServiceState =
  | { readonly is: "up"; readonly ms: number; readonly at: number }
  /** `at`: when that was seen; null: it needs no look. */
  | { readonly is: "down"; readonly why: string; readonly at: number | null }
  | { readonly is: "unknown"; readonly why: string };

/** The newest run of a process; null: there is none. */
export function runOf(model: Model, process: string): ProcessSnapshot | null {
  return model.entries.find(({ name }) => name === process)?.process ?? null;
}

/** Told by a run before the newest one, and not by that. */
function isOld({ lastSeen }: FoundUrl, run: ProcessSnapshot): boolean {
  return lastSeen < run.startedAt;
}

export function stateOf(model: Model, url: FoundUrl): ServiceState {
  const run = runOf(model, url.process);
  if (run === null || !isAlive(run.status)) return { is: "down", why: "process ended", at: null };
  if (isOld(url, run)) return { is: "unknown", why: `not told since ${url.process} was started again` };
  const seen = model.reached[placeKey(url)];
  if (seen === undefined || model.now - seen.at > STALE_MS) return { is: "unknown", why: "not checked yet" };
  return seen.ok ? { is: "up", ms: seen.ms, at: seen.at } : { is: "down", why: seen.seen, at: seen.at };
}

/** The services of a process, the nearest to this machine first, then in the order in which they were told. */
export interface ServiceGroup {
  readonly process: string;
  readonly services: readonly FoundUrl[];
}

/** In the order of the list of processes. */
export function serviceGroups(model: Model): ServiceGroup[] {
  const groups = new Map<string, FoundUrl[]>(model.entries.map(({ name }) => [name, []]));
  for (const url of model.urls.list) {
    if (url.kind === "link") continue;
    const group = groups.get(url.process);
    if (group === undefined) groups.set(url.process, [url]);
    else group.push(url);
  }
  return [...groups].flatMap(([process, own]) => {
    if (own.length === 0) return [];
    const services = withoutGone(model, runOf(model, process), own);
    return [{ process, services: services.toSorted((a, b) => a.distance - b.distance) }];
  });
}

/** A server may listen on another port with each run: what the run of now has had time to tell and has not is gone. */
function withoutGone(model: Model, run: ProcessSnapshot | null, services: readonly FoundUrl[]): readonly FoundUrl[] {
  if (run === null || model.now - run.startedAt < AGAIN_MS) return services;
  const told = services.filter((url) => !isOld(url, run));
  return told.length === 0 ? services : told;
}

/** Addresses of other machines, in the order in which they were told. */
export function linksOf(model: Model): FoundUrl[] {
  return model.urls.list.filter(({ kind }) => kind === "link");
}

/** The one that a row is for. */
export function urlOfRow(model: Model, row: string): FoundUrl | undefined {
  return model.urls.list.find((url) => url.row === row);
}

/** Where it has to be looked now: at what can be seen, of processes that run. */
export function placesToLookAt(model: Model): FoundUrl[] {
  if (model.view !== "urls") return [];
  return serviceGroups(model).flatMap(({ process, services }) => {
    const run = runOf(model, process);
    return run === null || !isAlive(run.status) ? [] : services.filter((url) => !isOld(url, run));
  });
}

/** Name of the process that listens on its port, where that was measured. Of this machine alone. */
export function listenerOf(model: Model, { port, distance }: FoundUrl): string | undefined {
  if (distance > 1) return undefined;
  return model.usage.find(({ ports }) => ports.includes(port))?.name;
}
