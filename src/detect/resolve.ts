/** From the words of a command line to what is run. */

import { basename, resolve } from "node:path";
import type { Launch } from "../process/index.ts";
import { subcommands } from "../subcommands.ts";
import { findCandidate, groupMembers, withDependencies } from "./candidates.ts";
import { findProgram, isFile } from "./programs.ts";
import { shellArguments } from "./shell.ts";
import type { Candidate, Project } from "./types.ts";
import { didYouMean, uniqueName } from "./words.ts";

/** What is to be run, with a line for the user where words were taken together; or the sentence that says why not. */
export type Resolution = { readonly launches: readonly Launch[]; readonly note?: string } | { readonly error: string };

/** The launches so far; every name once. */
class Launches {
  readonly all: Launch[] = [];
  readonly #project: Project;
  readonly #taken: Set<string>;

  constructor(project: Project, taken: Iterable<string>) {
    this.#project = project;
    this.#taken = new Set([...project.candidates.map((candidate) => candidate.name), ...taken]);
  }

  /** A candidate with all that it depends on. */
  candidate(candidate: Candidate): void {
    for (const launch of withDependencies(this.#project, candidate)) {
      if (!this.all.some((one) => one.name === launch.name)) this.all.push(launch);
    }
  }

  command(name: string, shown: string, argv: readonly string[]): void {
    const unique = uniqueName(name, this.#taken);
    this.#taken.add(unique);
    this.all.push({ name: unique, kind: "command", command: shown, argv, cwd: this.#project.directory });
  }
}

/**
 * A first word that is a program and nothing of the project takes the other words as its arguments. Otherwise each word: a
 * candidate of the project (with what it depends on), else a group of candidates, else (with a space in it) a command for
 * the shell, named `custom`, else a program on PATH. `command` is what stood behind `--`: one program with its arguments.
 * Nothing is started. `taken`: names that no new process may have, besides those of the project.
 */
export function resolveWords(
  project: Project,
  words: readonly string[],
  command: readonly string[],
  taken: Iterable<string> = [],
): Resolution {
  const launches = new Launches(project, taken);
  const together = isOneCommand(project, words);
  if (together) launches.command(basename(words[0] ?? ""), words.join(" "), words);
  for (const word of together ? [] : words) {
    const candidate = findCandidate(project, word);
    const members = candidate === undefined ? groupMembers(project, word) : [candidate];
    if (members.length > 0) {
      for (const member of members) launches.candidate(member);
    } else if (/\s/.test(word.trim())) {
      launches.command("custom", word.trim(), shellArguments(word.trim()));
    } else if (findProgram(word, project.directory) !== undefined) {
      launches.command(basename(word), word, [word]);
    } else {
      return { error: unknownWord(project, word) };
    }
  }
  const [program, ...rest] = command;
  if (program !== undefined) {
    const path = findProgram(program, project.directory);
    if (path === undefined) return { error: unknownProgram(project, program, rest) };
    launches.command(basename(program), command.join(" "), command);
  }
  const note = `running "${words.join(" ")}" as one command`;
  return together ? { launches: launches.all, note } : { launches: launches.all };
}

function isOneCommand(project: Project, words: readonly string[]): boolean {
  const [first, second] = words;
  if (first === undefined || second === undefined || /\s/.test(first)) return false;
  if (findCandidate(project, first) !== undefined || groupMembers(project, first).length > 0) return false;
  return findProgram(first, project.directory) !== undefined;
}

function unknownWord(project: Project, word: string): string {
  if (/[/\\]/.test(word) && isFile(resolve(project.directory, word))) {
    return `${word} may not be executed: chmod +x ${word}`;
  }
  const names = project.candidates.map((candidate) => candidate.name);
  const what = `"${word}" is no script of ${project.name} and no program on PATH.`;
  const meant = didYouMean(word, names);
  if (meant !== "") return `${what} ${meant}`;
  return names.length > 0 ? `${what} Scripts: ${listed(names)}.` : `${what} The project has no scripts.`;
}

function unknownProgram(project: Project, program: string, rest: readonly string[]): string {
  const what = `"${program}", the command behind --, is no program on PATH.`;
  const candidate = findCandidate(project, program);
  if (candidate === undefined || rest.length > 0) return what;
  // A script whose name looks like an option or is a subcommand cannot be asked for by a word.
  const isWord = !program.startsWith("-") && !subcommands.includes(program);
  return `${what} It is a script: brum ${isWord ? program : `run ${program}`}`;
}

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
