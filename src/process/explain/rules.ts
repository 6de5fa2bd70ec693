/**
 * Why a process failed, in words that say what to do: pure rules over how it ended and what it printed last. A rule says
 * nothing where it is not sure.
 */

import { isAbsolute } from "node:path";
import type { ProcessSnapshot } from "../types.ts";

/** What a rule may look at. */
export interface Evidence {
  readonly process: ProcessSnapshot;
  /** The last lines that it printed, oldest first, without escape sequences. */
  readonly lines: readonly string[];
  readonly facts: Facts;
}

/** What the machine says when asked. */
export interface Facts {
  /** Who listens on a port; `name`: of the Brummer process that it belongs to, null where it is not ours. */
  portOwner(port: number): PortHolder | undefined;
  /** True where a file or folder of that name lies in the process's directory or one above it. */
  has(name: string): boolean;
  /** The dependencies that package.json names, in the process's directory and those above it. */
  packages(): ReadonlySet<string>;
  /** True for a program on PATH. */
  canRun(program: string): boolean;
  /** Whether the system has ended a process for want of memory since this one started; undefined where it does not tell. */
  ranOutOfMemory(): boolean | undefined;
}

/** Who holds a port. */
export interface PortHolder {
  readonly pid: number;
  readonly program: string;
  readonly name: string | null;
}

type Rule = (evidence: Evidence) => string | undefined;

const inUse = /EADDRINUSE|address already in use|\bport \d+ (?:is )?(?:already )?(?:in use|being used|taken)/i;
/** A port behind an address, in a pair with one, or named as one. */
const portIn = /(?:[:,]\s?|\bport:?\s)(\d{1,5})\b/gi;

const portTaken: Rule = ({ process, lines, facts }) => {
  if (!lines.some((line) => inUse.test(line))) return undefined;
  const port = portOf(lines, inUse) ?? portOf(lines, /^\s*port: \d+,?$/) ?? heldPort(process.launch.command, facts);
  if (port === undefined) return "an address that it wanted is in use: brum ports says who listens where";
  const holder = facts.portOwner(port);
  if (holder === undefined) {
    return `port ${port} was in use, and is free by now or held by another user: start ${process.name} again`;
  }
  if (holder.name !== null) {
    return `port ${port} is held by ${holder.name}, which runs here too (pid ${holder.pid}): stop or restart that one first`;
  }
  return `port ${port} is held by ${holder.program} (pid ${holder.pid}), which Brummer did not start: brum ports ${port} tells more`;
};

/** The only number in a command line that is a port somebody listens on: for programs that do not say which was in use. */
function heldPort(command: string, facts: Facts): number | undefined {
  const numbers = new Set([...command.matchAll(/(?<![\w.])\d{2,5}(?![\w.])/g)].map(([text]) => Number(text)));
  const [port, ...others] = [...numbers].filter((one) => facts.portOwner(one) !== undefined);
  return others.length === 0 ? port : undefined;
}

const noPackages: Rule = ({ process, lines, facts }) => {
  if (facts.packages().size === 0 || facts.has("node_modules")) return undefined;
  // What a package offers to run is on the PATH of package managers alone.
  const isScript = managers.has(process.launch.argv[0] ?? "");
  const isMissing =
    (isScript && (process.exitCode === 127 || lines.some((line) => noSuchProgram.test(line)))) ||
    facts.packages().has(missingPackage(lines) ?? "");
  return isMissing ? `the packages are not installed: ${installer(process)} install` : undefined;
};
const noSuchProgram = /command not found|: not found|is not recognized as/;

const missingModule: Rule = ({ process, lines, facts }) => {
  const name = missingPackage(lines);
  if (name !== undefined) {
    if (facts.packages().has(name)) return `the package ${name} is not installed: ${installer(process)} install`;
    const add = installer(process) === "npm" ? "install" : "add";
    return `the package ${name} is not installed, and package.json does not name it: ${installer(process)} ${add} ${name}`;
  }
  const python = firstText(lines, /ModuleNotFoundError: No module named '([^']+)'/);
  if (python === undefined) return undefined;
  const how = facts.has("uv.lock") ? "uv sync" : facts.has("poetry.lock") ? "poetry install" : "";
  const install =
    how !== "" ? how : facts.has("requirements.txt") ? "pip install -r requirements.txt" : `pip install ${python}`;
  return `the Python module ${python} is not installed: ${install}`;
};

const missingScript: Rule = ({ process, lines }) => {
  const name = firstText(
    lines,
    /(?:[Mm]issing script:? "?|Script not found "|Couldn't find a script named "|ERR_PNPM_NO_SCRIPT\S*\s+Missing script: )([^"\s]+)/,
  );
  return name === undefined
    ? undefined
    : `package.json has no script "${name.replace(/\.$/, "")}" in ${process.launch.cwd}`;
};

const notFound: Rule = ({ process, lines, facts }) => {
  const missing =
    firstText(lines, /(?:^|: )(?:line )?\d*:? ?([\w@./+-]+): (?:command )?not found\b/) ??
    firstText(lines, /'([^']+)' is not recognized as/) ??
    (/ENOENT|not found/i.test(process.error ?? "") ? process.launch.argv[0] : undefined);
  if (missing === undefined || (process.exitCode !== 127 && process.error === null)) return undefined;
  if (facts.canRun(missing)) return `${missing} was not found from ${process.launch.cwd}, though it is on PATH here`;
  if (isAbsolute(missing)) return `the program ${missing} does not exist`;
  const hint = programHints[missing];
  return `the program ${missing} is not on PATH${hint === undefined ? "" : `: ${hint}`}`;
};

/** How to get a program that projects commonly want. */
const programHints: Readonly<Record<string, string>> = {
  npm: "it comes with Node.js, https://nodejs.org",
  npx: "it comes with Node.js, https://nodejs.org",
  node: "install Node.js, https://nodejs.org",
  pnpm: "corepack enable pnpm, or npm install -g pnpm",
  yarn: "corepack enable yarn, or npm install -g yarn",
  bun: "https://bun.com/docs/installation",
  deno: "https://docs.deno.com/runtime/getting_started/installation",
  uv: "https://docs.astral.sh/uv",
  poetry: "pipx install poetry",
  docker: "install Docker, and start its service",
  just: "https://just.systems",
  task: "https://taskfile.dev/installation",
  cargo: "https://rustup.rs",
  go: "https://go.dev/dl",
  mix: "it comes with Elixir",
  make: "install your system's build tools",
};

const noPermission: Rule = ({ process, lines }) => {
  const denied = /EACCES|permission denied/i;
  const file = firstText(lines, /([\w./-]+): [Pp]ermission denied/);
  if (process.exitCode === 126 || denied.test(process.error ?? "")) {
    const what = file ?? process.launch.argv[0] ?? process.name;
    return `${what} may not be executed: chmod +x ${what}`;
  }
  const port = portOf(lines, /EACCES|\bbind\b.*permission denied/i);
  if (port !== undefined && port < 1024)
    return `ports below 1024, such as ${port}, need a privilege: take a higher one`;
  return undefined;
};

const outOfMemory: Rule = ({ process, lines, facts }) => {
  if (lines.some((line) => line.includes("JavaScript heap out of memory"))) {
    return "JavaScript ran out of memory: give it more with NODE_OPTIONS=--max-old-space-size=4096 (MiB)";
  }
  if (process.signal !== "SIGKILL" && process.exitCode !== 137) return undefined;
  if (facts.ranOutOfMemory() === true) return "the system ended it because memory ran out";
  return "it was ended by force (SIGKILL), not by Brummer: by another program, or by the system for want of memory";
};

const crashed: Rule = ({ process }) => {
  const meaning = process.signal === null ? undefined : signalMeanings[process.signal];
  return meaning === undefined ? undefined : `${process.signal}: ${meaning}`;
};

/** What a signal says of a program that it ended (signal(7)). */
const signalMeanings: Readonly<Record<string, string>> = {
  SIGSEGV: "the program itself, or a native module, reached for memory that it does not have",
  SIGBUS: "the program itself reached for memory that is not there, perhaps of a file that was cut short",
  SIGABRT: "the program gave up by itself; its last lines say why",
  SIGILL: "the program was made for another processor",
  SIGTRAP: "the program gave up by itself; its last lines say why",
};

const rules: readonly Rule[] = [
  portTaken,
  noPackages,
  missingModule,
  missingScript,
  noPermission,
  notFound,
  outOfMemory,
  crashed,
];

/** The first rule's sentence, without a full stop; undefined where none is sure. */
export function explain(evidence: Evidence): string | undefined {
  for (const rule of rules) {
    const why = rule(evidence);
    if (why !== undefined) return why;
  }
  return undefined;
}

const managers: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "bun"]);

/** The package manager that runs it, else npm. */
function installer({ launch }: ProcessSnapshot): string {
  const first = launch.argv[0] ?? "";
  return managers.has(first) ? first : "npm";
}

/** The package that a JavaScript program could not find: `a/b` is a file of `a`, `@a/b/c` one of `@a/b`. */
function missingPackage(lines: readonly string[]): string | undefined {
  return firstText(lines, /Cannot find (?:module|package) ['"]((?:@[\w.~-]+\/)?[\w~-][\w.~-]*)[/'"]/);
}

/** The last line that fits counts: it is nearest to the end. */
function firstText(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines.toReversed()) {
    const groups = pattern.exec(line)?.slice(1);
    const text = groups?.find((group) => group !== undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The port in the last line that fits and names one. */
function portOf(lines: readonly string[], pattern: RegExp): number | undefined {
  const ports = lines.map((line) => (pattern.test(line) ? [...line.matchAll(portIn)].at(-1)?.[1] : undefined));
  const port = ports.findLast((one) => one !== undefined);
  return port === undefined ? undefined : Number(port);
}
