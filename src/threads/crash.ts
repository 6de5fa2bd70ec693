/** A mistake in Brummer itself: it ends, takes its children along, and says what happened and where the report is. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateFolder } from "../logs/index.ts";
import { runtime } from "../runtime/index.ts";
import { commitSuffix, version } from "../version.ts";
import type { Program } from "./program.ts";

/** From now on an uncaught error ends the program with exit code 1; `restore` gives the terminal back first. */
export function onCrash(program: Program, restore: () => void): void {
  const crash = (error: unknown) => {
    program.killAll();
    restore();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const report = writeReport(text);
    const where = report === undefined ? "" : `\nThe report is in ${report}`;
    process.stderr.write(
      `brum: a mistake in Brummer itself ended it; its processes were ended too.\n${text}${where}\n`,
    );
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
}

/** The path of the file with what helps to mend it; undefined where none can be written. */
function writeReport(text: string): string | undefined {
  const now = new Date().toISOString();
  const file = join(stateFolder(), `crash-${now.replaceAll(/[:.]/g, "-")}.txt`);
  const lines = [
    `Brummer ${version}${commitSuffix} on ${runtime.name}, ${process.platform} ${process.arch}, ${now}`,
    `up for ${Math.round(process.uptime())} s, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
    // Values may be secrets (-e TOKEN=…).
    `arguments: ${JSON.stringify(process.argv.slice(2).map((word) => word.replace(/=.*$/s, "=…")))}`,
    "",
    text,
    "",
  ];
  try {
    mkdirSync(stateFolder(), { recursive: true, mode: 0o700 });
    writeFileSync(file, lines.join("\n"), { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}
