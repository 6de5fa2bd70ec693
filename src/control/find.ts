/** Finding the Brummers that run, and the one that a directory means. */

import { realpathSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { lifeOf } from "./identity.ts";
import { type InstanceRecord, readInstanceFiles, removeInstanceFile } from "./instance-file.ts";
import { controlLimits } from "./limits.ts";
import { instancesFolder } from "./place.ts";

/**
 * All that run, the one that started first first. A file whose process is gone and whose socket nobody answers is removed;
 * where one of the two is not certain it is only left out. Throws `PlaceError` where the folder is not ours.
 */
export async function runningInstances(folder: string = instancesFolder()): Promise<InstanceRecord[]> {
  const records = readInstanceFiles(folder);
  const alive = await Promise.all(records.map((record) => isRunning(folder, record)));
  return records.filter((_, index) => alive[index] === true);
}

async function isRunning(folder: string, record: InstanceRecord): Promise<boolean> {
  const { pid, start } = record.process_info;
  const life = lifeOf(pid, start);
  if (life === "alive") return true;
  // In a container that shares the folder with us a living process has another number here: only the socket is proof.
  const answer = await knock(record.socket);
  if (answer === "refused" && life === "dead") removeInstanceFile(folder, record);
  return answer === "accepted";
}

/** Whether somebody listens there; `unclear` where that cannot be said in time. */
function knock(socket: string): Promise<"accepted" | "refused" | "unclear"> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const end = (answer: "accepted" | "refused" | "unclear") => {
      clearTimeout(timer);
      connection.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end("unclear"), controlLimits.connectMs);
    connection.once("connect", () => end("accepted"));
    connection.once("error", (error) => {
      const code = "code" in error ? error.code : undefined;
      end(code === "ECONNREFUSED" || code === "ENOENT" ? "refused" : "unclear");
    });
  });
}

/**
 * Those of the directory itself, else those of the nearest directory above it that has any; in the order given. Paths are
 * compared with their links followed.
 */
export function instancesFor(instances: readonly InstanceRecord[], directory: string): InstanceRecord[] {
  const paths = new Map(instances.map((one) => [one, realPath(one.directory)]));
  for (let folder = realPath(directory); ; folder = dirname(folder)) {
    const here = instances.filter((one) => paths.get(one) === folder);
    if (here.length > 0 || dirname(folder) === folder) return here;
  }
}

/** Whether two paths are the same directory. */
export function isSameDirectory(a: string, b: string): boolean {
  return realPath(a) === realPath(b);
}

/** The path itself where there is nothing any more. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
