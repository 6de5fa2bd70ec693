/** A script that has the name of a command: how it is reached is said once. */

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Subcommand } from "../cli/index.ts";
import { makePrivate, runtimeFolder } from "../control/index.ts";
import { detectProject } from "../detect/index.ts";

/** Says it on a terminal, once for each project and name as long as the machine runs (the runtime folder keeps it). */
export function hintAtScript({ command, directory, json }: Subcommand): void {
  if (json || process.stderr.isTTY !== true) return;
  const project = resolve(directory);
  const folder = join(runtimeFolder(), "hints");
  const file = createHash("sha256").update(`${project}\0${command}`).digest("hex").slice(0, 16);
  try {
    makePrivate(folder);
    writeFileSync(join(folder, file), "", { flag: "wx", mode: 0o600 });
  } catch {
    // Said already (or there is no such script, which is remembered as well), or nothing can be remembered: then it is better not said at all than each time.
    return;
  }
  if (!detectProject(project).scripts.some(({ name }) => name === command)) return;
  process.stderr.write(`brum: this project has a script "${command}", too: brum run ${command}\n`);
}
