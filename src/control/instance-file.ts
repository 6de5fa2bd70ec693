/** The file by which a running Brummer is found: `<id>.json` in the instances folder, written by rename, 0600. */

import { closeSync, fstatSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { controlLimits } from "./limits.ts";
import { checkPrivate, isCode } from "./place.ts";

/** As it stands in the file. What an earlier or later version adds is kept out of the way. */
const instanceRecord = z.object({
  /** `<name of the directory>-<16 hexadecimal digits>` */
  id: z.string().min(1).max(200),
  /** Of the project. */
  name: z.string().min(1),
  /** Absolute path of the project. */
  directory: z.string().min(1),
  /** Of the MCP server; 0: there is none. */
  port: z.int().min(0).max(65_535),
  /** RFC 3339. */
  started_at: z.iso.datetime({ offset: true }),
  last_ping: z.iso.datetime({ offset: true }),
  process_info: z.object({
    pid: z.int().min(1),
    executable: z.string(),
    /** See `processStart`. */
    start: z.string().exactOptional(),
  }),
  /** Path of its control socket, or name of its pipe. */
  socket: z.string().min(1),
  /** Version of the control protocol. */
  protocol: z.int().min(1),
  /** Of the program. */
  version: z.string(),
});
export type InstanceRecord = z.output<typeof instanceRecord>;

/** Writes the file: a reader sees the old one or the new one, never a part. Without the lock that the predecessor took: a rename needs none. */
export function writeInstanceFile(folder: string, record: InstanceRecord): void {
  const unfinished = join(folder, `.tmp-instance-${process.pid}-${record.id}`);
  writeFileSync(unfinished, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(unfinished, join(folder, `${record.id}.json`));
}

/** Removes the file and the socket; harmless when they are gone. */
export function removeInstanceFile(folder: string, { id, socket }: Pick<InstanceRecord, "id" | "socket">): void {
  rmSync(join(folder, `${id}.json`), { force: true });
  if (!socket.startsWith("\\\\.\\pipe\\")) rmSync(socket, { force: true });
}

/**
 * All records of the folder, oldest first; what is no record of this form is passed over: others may put files there. None
 * where there is no folder. Throws `PlaceError` where the folder is not ours.
 */
export function readInstanceFiles(folder: string): InstanceRecord[] {
  let names: string[];
  try {
    checkPrivate(folder);
    names = readdirSync(folder);
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return [];
    throw error;
  }
  const files = names.filter((name) => name.endsWith(".json") && !name.startsWith(".")).slice(0, controlLimits.files);
  const records = files.flatMap((name) => {
    const record = readRecord(join(folder, name));
    // A file under another name was not made by us, and must not lead to the removal of what it names.
    return record !== undefined && name === `${record.id}.json` ? [record] : [];
  });
  return records.sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
}

function readRecord(path: string): InstanceRecord | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    if (fstatSync(file).size > controlLimits.fileBytes) return undefined;
    return instanceRecord.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
