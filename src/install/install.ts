/** Looks which clients there are and what they know of Brummer, and tells them of it. */

import { type Client, clients, type Place, type Scope, type Where } from "./clients.ts";
import { type BrumCommand, entryFor } from "./command.ts";
import { changesOf, ENTRY, EntryError, entryIn, isTable, type Table, targetOf } from "./entry.ts";
import { type Change, changeText, InstallError, isThere, readText } from "./files.ts";
import { readJsonText, removeFromJson, setInJson } from "./json-text.ts";
import { readTomlText, removeFromToml, setInToml, tomlEntry } from "./toml-text.ts";

/** Who is told of what. */
export interface Surroundings {
  readonly place: Place;
  /** Of the project, absolute: for clients that do not know it by themselves. */
  readonly directory: string;
  readonly brum: BrumCommand;
}

/** What was found of a client, for all projects of the user. Plain data. */
export interface ClientFinding {
  readonly id: string;
  readonly label: string;
  /** Absolute path of the file that has its MCP servers, or would. */
  readonly file: string;
  readonly hasFile: boolean;
  /** Whether it is there at all. */
  readonly isInstalled: boolean;
  /** Where its entry for Brummer leads: a command, or an address; empty: somewhere unknown; null: there is no entry. */
  readonly target: string | null;
  /** Whether that starts this Brummer, for this project. */
  readonly isCurrent: boolean;
  /** Why its file cannot be used: a sentence; null: it can. */
  readonly problem: string | null;
  /** The entry as it stands in a file that has nothing else: for a person who writes it by hand. */
  readonly snippet: string;
  /** Sentences on what to do once it is written. */
  readonly note: string;
}

/** Looks at all clients at the same time. Never rejects, changes nothing. */
export function surveyClients(around: Surroundings): Promise<ClientFinding[]> {
  return Promise.all(clients.map((client) => survey(client, around)));
}

async function survey(client: Client, around: Surroundings): Promise<ClientFinding> {
  const spot = spotOf(client, "user", around);
  const file = await fileOf(spot.where, around);
  const isInstalled = (await Promise.all(client.signs(around.place).map(isThere))).includes(true);
  const { id, label } = client;
  const snippet = snippetOf(client, spot.entry);
  const base = { id, label, note: noteOf(spot), file, isInstalled, snippet, hasFile: await isThere(file) };
  try {
    const text = await readText(file);
    const there = text === undefined ? undefined : entryIn(read(client, text), client.table);
    const isCurrent = isTable(there) && Object.keys(changesOf(there, spot.entry)).length === 0;
    return { ...base, target: there === undefined ? null : (targetOf(there) ?? ""), isCurrent, problem: null };
  } catch (error) {
    return { ...base, target: null, isCurrent: false, problem: sentence(file, error) };
  }
}

/** What is wanted of a client's file. */
export interface Wish {
  readonly client: string;
  readonly scope: Scope;
  /** The entry goes. */
  readonly isRemoval: boolean;
}

/** What would be done. */
export interface Plan {
  readonly label: string;
  readonly file: string;
  /** Empty: there is no file. */
  readonly before: string;
  readonly after: string;
  readonly snippet: string;
  readonly note: string;
}

/** What {@link installClient} would do; nothing is changed. Rejects with {@link InstallError}. */
export async function planInstall(wish: Wish, around: Surroundings): Promise<Plan> {
  const spot = spotOf(clientOf(wish.client), wish.scope, around);
  const { client, entry } = spot;
  const file = await fileOf(spot.where, around);
  const before = (await readText(file)) ?? "";
  const common = { label: client.label, file, before, snippet: snippetOf(client, entry), note: noteOf(spot) };
  try {
    return { ...common, after: changed(spot, wish, before) };
  } catch (error) {
    throw new InstallError(sentence(file, error));
  }
}

/** Writes the entry into the client's file, or takes it out, and nothing else. Rejects with {@link InstallError}: then nothing was changed. */
export async function installClient(wish: Wish, around: Surroundings): Promise<Change> {
  const spot = spotOf(clientOf(wish.client), wish.scope, around);
  const file = await fileOf(spot.where, around);
  try {
    return await changeText(file, (text) => changed(spot, wish, text));
  } catch (error) {
    throw new InstallError(sentence(file, error));
  }
}

/** A client's entry in one of its places. */
interface Spot {
  readonly client: Client;
  readonly scope: Scope;
  readonly where: Where;
  readonly entry: Table;
}

function clientOf(id: string): Client {
  const client = clients.find((one) => one.id === id);
  if (client === undefined) throw new InstallError(`There is no client ${id}.`);
  return client;
}

function spotOf(client: Client, scope: Scope, { brum, directory }: Surroundings): Spot {
  const where = client[scope];
  if (where === undefined) throw new InstallError(`${client.label} has no file in a project: --user.`);
  return { client, scope, where, entry: entryFor(client, scope, where, brum, directory) };
}

function changed({ client: { format, table }, entry }: Spot, { isRemoval }: Wish, text: string): string {
  if (isRemoval) return format === "json" ? removeFromJson(text, table) : removeFromToml(text, table);
  return format === "json" ? setInJson(text, table, entry) : setInToml(text, table, entry);
}

function noteOf({ client: { note, label }, scope, where }: Spot): string {
  if (scope === "project") return `For this project. ${note}`;
  if (where.startsIn !== "unknown") return `For all of your projects. ${note}`;
  return `For this project: ${label} does not say in which one it works, so another project would take its place. ${note}`;
}

function snippetOf({ format, table }: Client, entry: Table): string {
  if (format === "toml") return tomlEntry(table, entry).join("\n");
  const whole = table.reduceRight<Table>((inner, name) => ({ [name]: inner }), { [ENTRY]: entry });
  return JSON.stringify(whole, null, 2);
}

function read({ format }: Client, text: string): unknown {
  return format === "json" ? readJsonText(text) : readTomlText(text);
}

async function fileOf(where: Where, { place, directory }: Surroundings): Promise<string> {
  const files = where.files(place, directory);
  for (const file of files) if (await isThere(file)) return file;
  return files[0] ?? "";
}

function sentence(file: string, error: unknown): string {
  if (error instanceof EntryError) return `${file} cannot be changed: ${error.message}.`;
  return error instanceof Error ? error.message : String(error);
}
