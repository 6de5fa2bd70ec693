/** From the words of a command line to what is run. */

import { basename } from "node:path";
import type { Launch } from "../process/index.ts";
import { subcommands } from "../subcommands.ts";
import { findProgram } from "./programs.ts";
import { launchScript } from "./project.ts";
import type { Project } from "./types.ts";
import { didYouMean, uniqueName } from "./words.ts";

/** What is to be run, or the sentence that says why not. */
export type Resolution = { readonly launches: readonly Launch[] } | { readonly error: string };

/** The command line of the user's shell for a text: its own quoting, pipes and variables work. */
function shellArguments(text: string): string[] {
  return process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", text] : ["/bin/sh", "-c", text];
}

/**
 * Each word: a script of the project, else (with a space in it) a command for the shell, named `custom`, else a program
 * on PATH. `command` is what stood behind `--`: one program with its arguments. Nothing is started.
 */
export function resolveWords(project: Project, words: readonly string[], command: readonly string[]): Resolution {
  const launches: Launch[] = [];
  const taken = new Set(project.scripts.map((script) => script.name));
  const add = (name: string, shown: string, argv: readonly string[]) => {
    const unique = uniqueName(name, taken);
    taken.add(unique);
    launches.push({ name: unique, kind: "command", command: shown, argv, cwd: project.directory });
  };
  for (const word of words) {
    const script = project.scripts.find((candidate) => candidate.name === word);
    if (script !== undefined) {
      if (!launches.some((launch) => launch.name === word)) launches.push(launchScript(project, script));
    } else if (/\s/.test(word.trim())) {
      add("custom", word.trim(), shellArguments(word.trim()));
    } else if (findProgram(word, project.directory) !== undefined) {
      add(basename(word), word, [word]);
    } else {
      return { error: unknownWord(project, word, words) };
    }
  }
  const [program, ...rest] = command;
  if (program !== undefined) {
    const path = findProgram(program, project.directory);
    if (path === undefined) return { error: unknownProgram(project, program, rest) };
    add(basename(program), command.join(" "), command);
  }
  return { launches };
}

function unknownWord(project: Project, word: string, words: readonly string[]): string {
  const names = project.scripts.map((script) => script.name);
  const sentences = [`"${word}" is no script of ${project.name} and no program on PATH.`];
  const meant = didYouMean(word, names);
  if (meant !== "") sentences.push(meant);
  else if (names.length > 0) sentences.push(`Scripts: ${listed(names)}.`);
  else sentences.push("The project has no scripts.");
  const first = words[0];
  if (first !== undefined && first !== word && findProgram(first, project.directory) !== undefined) {
    sentences.push(`To run one command with arguments: brum -- ${words.join(" ")}`);
  }
  return sentences.join(" ");
}

function unknownProgram(project: Project, program: string, rest: readonly string[]): string {
  const what = `"${program}", the command behind --, is no program on PATH.`;
  const script = project.scripts.find(({ name }) => name === program);
  if (script === undefined || rest.length > 0) return what;
  // A script whose name looks like an option or is a subcommand cannot be asked for by a word.
  const isWord = !program.startsWith("-") && !subcommands.includes(program);
  return `${what} It is a script: brum ${isWord ? program : `-- ${launchScript(project, script).argv.join(" ")}`}`;
}

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
