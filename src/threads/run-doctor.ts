/** `brum doctor`: whether all is well here; with an option, what a running Brummer says of itself. */

import { resolve } from "node:path";
import { chosenInstance, exitCode, guarded, processIo, type Subcommand } from "../cli/index.ts";
import { ConfigurationError, loadConfiguration } from "../config/index.ts";
import { ControlClient } from "../control/index.ts";
import { detectProject } from "../detect/index.ts";
import { askForCore, coreText, type Examined, examine, findingLines, findingsOf } from "../doctor/index.ts";
import { runtime } from "../runtime/index.ts";
import { commitSuffix, version } from "../version.ts";

/** Characters of a line where the output is no terminal: none is longer. */
const LINE = 120;

type Given = Extract<Subcommand, { command: "doctor" }>;

/** Resolves with the exit code: 1 where there is a problem, 3 where a Brummer is to be asked and none runs. */
export async function runDoctor(given: Given): Promise<number> {
  const io = processIo();
  return guarded(io, async () => {
    const text = given.checks.length > 0 ? await core(given, io) : await overall(given, io.colour);
    await io.out(text.out);
    return text.code;
  });
}

interface Outcome {
  readonly out: string;
  readonly code: number;
}

async function core(given: Given, io: Parameters<typeof chosenInstance>[1]): Promise<Outcome> {
  const instance = await chosenInstance(given, io);
  const report = await askForCore(new ControlClient(instance));
  const { port } = instance;
  if (report === undefined) {
    io.err(
      `brum: The Brummer in ${instance.directory} (version ${instance.version}) gave no answer that this version understands.\n`,
    );
    return { out: "", code: exitCode.failure };
  }
  const json = { port, ...report, findings: findingsOf(report) };
  const out = given.json
    ? `${JSON.stringify(json, null, 2)}\n`
    : coreText(report, port, process.stdout.columns ?? LINE);
  return { out, code: exitCode.ok };
}

async function overall({ directory, json }: Given, colour: boolean): Promise<Outcome> {
  const path = resolve(directory);
  const findings = await examine({
    directory: path,
    version: version + commitSuffix,
    isCompiled: runtime.isCompiled(),
    project: projectState(path),
  });
  const problems = findings.filter(({ state }) => state === "problem").length;
  const code = problems > 0 ? exitCode.failure : exitCode.ok;
  if (json) return { out: `${JSON.stringify({ ok: problems === 0, findings }, null, 2)}\n`, code };
  const verdict = problems === 0 ? "All is well." : problems === 1 ? "1 problem." : `${problems} problems.`;
  const lines = [...findingLines(findings, process.stdout.columns ?? LINE, colour), "", verdict, ""];
  return { out: lines.join("\n"), code };
}

function projectState(directory: string): Examined["project"] {
  try {
    const { warnings, preferredPackageManager } = loadConfiguration(directory);
    return { mistakes: undefined, warnings, project: detectProject(directory, preferredPackageManager) };
  } catch (error) {
    if (error instanceof ConfigurationError) return { mistakes: error.message, warnings: [], project: undefined };
    throw error;
  }
}
