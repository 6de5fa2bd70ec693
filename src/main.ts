/** The command `brum`: reads its command line, then shows the screen or prints lines. Loads only what it needs. */

import { GUARD_WORD } from "./threads/guard-word.ts";
import { commitSuffix, version } from "./version.ts";

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-v")) {
  // Asked often by scripts and editors: answered before anything else is loaded.
  process.stdout.write(`brum version ${version}${commitSuffix}\n`);
} else if (argv[0] === GUARD_WORD) {
  const { guard } = await import("./threads/run-guard.ts");
  process.exitCode = await guard(argv.slice(1));
} else {
  const { runCommandLine } = await import("./threads/command-line.ts");
  process.exitCode = await runCommandLine(argv);
}
