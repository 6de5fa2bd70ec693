/** How this program is started once more. */

import { fileURLToPath } from "node:url";
import type { SelfCommand } from "../process/index.ts";
import { runtime } from "../runtime/index.ts";
import { GUARD_WORD } from "./guard-word.ts";

/** As a guard: the executable, or the runtime with what it was told to run. */
export function guardCommand(): SelfCommand {
  if (runtime.isCompiled()) return { program: process.execPath, arguments: [GUARD_WORD] };
  const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
  const run = runtime.name === "deno" ? ["run", "-A"] : [];
  return { program: process.execPath, arguments: [...run, entry, GUARD_WORD] };
}
