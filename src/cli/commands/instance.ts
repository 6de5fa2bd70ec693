/** Which running Brummer a command is about. */

import { resolve } from "node:path";
import { ControlClient, type InstanceRecord, instancesFor, runningInstances } from "../../control/index.ts";
import type { CommandIo } from "./io.ts";

/** No Brummer runs that could be asked: exit code 3. */
export class NoInstanceError extends Error {
  override readonly name = "NoInstanceError";
}

/** What says which one is meant. */
export interface Wanted {
  readonly directory: string;
  /** Beginning of its id. */
  readonly instance: string | undefined;
  /** Its MCP port. */
  readonly port?: number | undefined;
}

/**
 * The one of the directory or of the nearest one above it; the named one, wherever it runs. Where several run there, the one
 * that started first, and a line says so. Throws {@link NoInstanceError}.
 */
export async function chosenInstance(wanted: Wanted, io: Pick<CommandIo, "err">): Promise<InstanceRecord> {
  const all = await runningInstances();
  const directory = resolve(wanted.directory);
  if (wanted.port !== undefined) {
    const found = all.find((one) => one.port === wanted.port);
    if (found !== undefined) return found;
    throw new NoInstanceError(`No Brummer has its MCP server on port ${wanted.port}.${others(all)}`);
  }
  const { instance } = wanted;
  if (instance !== undefined) {
    const found = all.filter(({ id }) => id.startsWith(instance));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const how = found.length === 0 ? "begins" : "alone begins";
    throw new NoInstanceError(`The id of no Brummer ${how} with "${instance}".${others(all)}`);
  }
  const [first, ...more] = instancesFor(all, directory);
  if (first === undefined) {
    throw new NoInstanceError(`No Brummer runs in ${directory} or above. Start one with: brum${others(all)}`);
  }
  if (more.length > 0) {
    const ids = more.map(({ id }) => id).join(", ");
    io.err(
      `brum: ${more.length + 1} run in ${first.directory}; this is ${first.id}. --instance names another: ${ids}\n`,
    );
  }
  return first;
}

/** A client for {@link chosenInstance}. */
export async function chosenClient(wanted: Wanted, io: Pick<CommandIo, "err">): Promise<ControlClient> {
  return new ControlClient(await chosenInstance(wanted, io));
}

function others(all: readonly InstanceRecord[]): string {
  if (all.length === 0) return "";
  const list = all.map(({ id, directory }) => `  --instance ${id}: ${directory}`);
  return `\nElsewhere:\n${list.join("\n")}`;
}
