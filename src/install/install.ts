/** Looks which clients there are and what they know of Brummer, and tells them of it. */

import { type Client, clients, type Place } from "./clients.ts";
import { ENTRY, EntryError, entryIn, type Table, targetOf } from "./entry.ts";
import { type Change, changeText, InstallError, isThere, readText } from "./files.ts";
import { readJsonText, setInJson } from "./json-text.ts";
import { readTomlText, setInToml, tomlEntry } from "./toml-text.ts";

/** What was found of a client. Plain data. */
export interface ClientFinding {
  readonly id: string;
  readonly label: string;
  /** Absolute path of the file that has its MCP servers, or would. */
  readonly file: string;
  readonly hasFile: boolean;
  /** Whether it is there at all. */
  readonly isInstalled: boolean;
  /** Whether it can be told of a server that listens; else it only starts programs. */
  readonly takesAddress: boolean;
  /** Where its entry for Brummer leads: an address, or a command; empty: somewhere unknown; null: there is no entry. */
  readonly target: string | null;
  /** Why its file cannot be used: a sentence; null: it can. */
  readonly problem: string | null;
  /** Sentences on what to do once it is written. */
  readonly note: string;
}

/** Looks at all clients at the same time. Never rejects, changes nothing. */
export function surveyClients(place: Place): Promise<ClientFinding[]> {
  return Promise.all(clients.map((client) => survey(client, place)));
}

async function survey(client: Client, place: Place): Promise<ClientFinding> {
  const file = await fileOf(client, place);
  const isInstalled = (await Promise.all(client.signs(place).map(isThere))).includes(true);
  const { id, label, note, entry } = client;
  const base = { id, label, note, file, isInstalled, takesAddress: entry !== undefined, hasFile: await isThere(file) };
  try {
    const text = await readText(file);
    const there = text === undefined ? undefined : entryIn(read(client, text), client.table);
    return { ...base, target: there === undefined ? null : (targetOf(there) ?? ""), problem: null };
  } catch (error) {
    return { ...base, target: null, problem: sentence(file, error) };
  }
}

/**
 * Writes the entry that leads to `url` into the client's file, and nothing else. Rejects with {@link InstallError}: then
 * nothing was changed.
 */
export async function installClient(id: string, url: string, place: Place): Promise<Change> {
  const client = clients.find((one) => one.id === id);
  const entry = client?.entry?.(url);
  if (client === undefined || entry === undefined) throw new InstallError(`${id} cannot be told of an address.`);
  const file = await fileOf(client, place);
  const set = client.format === "json" ? setInJson : setInToml;
  try {
    return await changeText(file, (text) => set(text, client.table, entry));
  } catch (error) {
    throw new InstallError(sentence(file, error));
  }
}

/** The entry as it stands in a file that has nothing else: for a person who writes it by hand. Undefined: it takes no address. */
export function clientSnippet(id: string, url: string): string | undefined {
  const client = clients.find((one) => one.id === id);
  const entry = client?.entry?.(url);
  if (client === undefined || entry === undefined) return undefined;
  if (client.format === "toml") return tomlEntry(client.table, entry).join("\n");
  const whole = client.table.reduceRight<Table>((inner, name) => ({ [name]: inner }), { [ENTRY]: entry });
  return JSON.stringify(whole, null, 2);
}

function read({ format }: Client, text: string): unknown {
  return format === "json" ? readJsonText(text) : readTomlText(text);
}

async function fileOf(client: Client, place: Place): Promise<string> {
  const files = client.files(place);
  for (const file of files) if (await isThere(file)) return file;
  return files[0] ?? "";
}

function sentence(file: string, error: unknown): string {
  if (error instanceof EntryError) return `${file} cannot be changed: ${error.message}.`;
  return error instanceof Error ? error.message : String(error);
}
