/** What `scripts_run` is to start: a script of the project, or a command as `brum 'command line'` understands it. */

import { isName } from "../../config/index.ts";
import { findCandidate, findProgram, type Project, resolveWords, withDependencies } from "../../detect/index.ts";
import { isAlive, type Launch, type ProcessSnapshot } from "../../process/index.ts";
import { mcpLimits } from "../limits.ts";
import { ToolError } from "../tool.ts";
import { unknownName } from "./processes.ts";

export interface RunChoice {
  readonly name?: string | undefined;
  /** One text is a command line for the shell, or a single word; several are a program with its arguments, as they are. */
  readonly command?: string | readonly string[] | undefined;
}

/** What is meant comes last, what it depends on before it. Throws {@link ToolError} where nothing can be meant. */
export function chosenLaunches(
  project: Project,
  { name, command }: RunChoice,
  known: readonly ProcessSnapshot[],
): readonly Launch[] {
  if (command === undefined) {
    if (name === undefined) throw new ToolError("Give name (a script, see scripts_list) or command.");
    return scriptLaunches(project, name);
  }
  const words = typeof command === "string" ? command.trim() : command;
  if (words.length === 0) throw new ToolError("command is empty.");
  const script = scriptOf(project, words);
  if (script !== undefined && (name === undefined || name === script)) return scriptLaunches(project, script);
  const launches = commandLaunches(project, words, known);
  const last = launches.at(-1);
  return name === undefined || last === undefined ? launches : [named(last, name, project, known)];
}

function scriptLaunches(project: Project, name: string): readonly Launch[] {
  const candidate = findCandidate(project, name);
  if (candidate !== undefined) return withDependencies(project, candidate);
  throw unknownName(
    "script",
    name,
    project.candidates.map((one) => one.name),
  );
}

/** The script that a command line like `npm run dev` starts: two of one server are in each other's way. */
function scriptOf(project: Project, command: string | readonly string[]): string | undefined {
  const words = typeof command === "string" ? command.split(/\s+/) : command;
  const same = project.candidates.find(({ launch }) => launch.kind === "script" && isEqual(launch.argv, words));
  return same?.name;
}

function commandLaunches(
  project: Project,
  command: string | readonly string[],
  known: readonly ProcessSnapshot[],
): readonly Launch[] {
  const isText = typeof command === "string";
  const [program = ""] = isText ? [command] : command;
  if (!isText && findProgram(program, project.directory) === undefined) {
    const hint = findCandidate(project, program) === undefined ? "" : ` It is a script: give it as name.`;
    throw new ToolError(`"${program}" is no program on PATH.${hint}`);
  }
  const taken = known.map((process) => process.name);
  const resolution = isText ? resolveWords(project, [command], [], taken) : resolveWords(project, [], command, taken);
  if ("error" in resolution) throw new ToolError(resolution.error);
  // The same command again is the same process: what it was called before is its name.
  return resolution.launches.map((launch) => {
    const twin = known.find((process) => launch.kind === "command" && isSame(process.launch, launch));
    return twin === undefined ? launch : { ...launch, name: twin.name };
  });
}

/** A command under a name of its own. */
function named(launch: Launch, name: string, project: Project, known: readonly ProcessSnapshot[]): Launch {
  if (!isName(name) || name.length > mcpLimits.nameCharacters) {
    throw new ToolError(
      `${JSON.stringify(name.slice(0, mcpLimits.nameCharacters))} cannot be a name: it is empty, longer than ${mcpLimits.nameCharacters} characters, begins with - or has a control character or a space at an end.`,
    );
  }
  if (findCandidate(project, name) !== undefined) {
    throw new ToolError(`"${name}" is a script of the project: leave command out, or give another name.`);
  }
  const other = known.find((process) => process.name === name);
  if (other !== undefined && isAlive(other.status) && !isSame(other.launch, launch)) {
    throw new ToolError(
      `${name} runs already, with another command: ${other.launch.command}. Stop it or give another name.`,
    );
  }
  return { ...launch, name };
}

function isSame(a: Launch, b: Launch): boolean {
  return a.cwd === b.cwd && isEqual(a.argv, b.argv);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}
