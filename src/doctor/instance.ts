/** Finding the Brummers that run on this machine, by the ports on which they may listen. */

import { realpathSync } from "node:fs";
import * as z from "zod";
import { getJson } from "./request.ts";

/** A running Brummer, as its `/health` tells. */
export interface Instance {
  readonly port: number;
  readonly version: string;
  /** Of its project. */
  readonly directory: string;
}

const health = z.object({ status: z.literal("ok"), version: z.string(), directory: z.string() });

/** Which one is asked for. */
export interface Wanted {
  /** Where it may listen: the wanted port first, then those that it moves to when others are taken. */
  readonly ports: readonly number[];
  /** The port was named on the command line: the first Brummer from there on is meant, wherever its project is. */
  readonly isNamed: boolean;
  readonly directory: string;
}

/**
 * The instance of the directory, else the only one there is; with a named port the first from there on. Otherwise all that
 * were found, perhaps none.
 */
export async function findInstance(wanted: Wanted): Promise<Instance | readonly Instance[]> {
  const isMeant = ({ directory }: Instance) => wanted.isNamed || isSame(directory, wanted.directory);
  const [first = 0, ...others] = wanted.ports;
  // Most often it is there, and then nobody else need be asked.
  const wantedOne = await ask(first);
  if (wantedOne !== undefined && isMeant(wantedOne)) return wantedOne;
  const found = [wantedOne, ...(await Promise.all(others.map(ask)))].filter((one) => one !== undefined);
  const only = found.length === 1 ? found[0] : undefined;
  return found.find(isMeant) ?? only ?? found;
}

async function ask(port: number): Promise<Instance | undefined> {
  const { data } = health.safeParse(await getJson(port, "/health"));
  return data === undefined ? undefined : { port, version: data.version, directory: data.directory };
}

function isSame(a: string, b: string): boolean {
  return a === b || realPath(a) === realPath(b);
}

/** The path itself where there is nothing any more. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
