/** What `brum init` writes: a `.brum.toml` for the project at hand, with everything in it a comment. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Launch } from "../process/index.ts";
import { FILE_NAME } from "./load.ts";
import { isName } from "./processes/values.ts";
import { tomlKey, tomlValue } from "./toml-text.ts";

/** The project that the file is for. */
export interface InitProject {
  readonly name: string;
  /** The detected one; undefined: none is used. */
  readonly packageManager?: string | undefined;
  /** Address or path of the JSON schema, for editors. */
  readonly schema?: string | undefined;
}

/** Last parts of names of what serves until it is stopped, the likeliest first. */
const servers = ["dev", "start", "serve", "server", "web", "up", "api", "app", "worker", "watch", "preview"];
/** The same of what looks at the source and ends. */
const checks = ["test", "typecheck", "check", "lint", "build"];
/** Names in the list of what was found. */
const mostNames = 12;

/**
 * A file that changes nothing as it is: lines that begin with `#` and a space explain, and in the others the `#` may be taken
 * away, one by one or all together.
 */
export function initText(project: InitProject, candidates: readonly Launch[]): string {
  const usable = candidates.filter(({ name }) => isName(name));
  const [server, second] = chosen(usable, servers);
  const check = chosen(usable, checks).find(({ name }) => name !== server?.name && name !== second?.name);
  const lines = [
    ...(project.schema === undefined ? [] : [`#:schema ${project.schema}`, ""]),
    `# How brum runs ${project.name.replaceAll(/\p{Cc}/gu, " ")}. Nothing is needed: take away the # before a key to set it.`,
    `# ${FILE_NAME} of the directories above and of the home directory count too, the nearest most; brum --settings shows`,
    "# what holds and where it comes from.",
    "",
    ...found(usable),
    "# The package manager that runs the scripts.",
    `#preferred_package_manager = ${tomlValue(project.packageManager ?? "npm")}`,
    "# The port for AI agents (MCP); 0: any free one.",
    "#mcp_port = 7777",
    "# What agents must send to be served (Authorization: Bearer); a host that other machines reach needs one.",
    '#mcp = { token = "give-a-long-random-word", host = "127.0.0.1" }',
    "# Servers that are announced get a port each, on which what they are asked is recorded; full: one proxy for all.",
    '#proxy_mode = "reverse"',
    "",
    "# Variables of all processes: these files are read where they are, the last counts most.",
    "#[environment]",
    '#files = [".env", ".env.<name>", ".env.local"]',
    ...(server === undefined ? [] : ["", ...serverLines(server)]),
    ...(second === undefined || server === undefined ? [] : ["", ...secondLines(second, server)]),
    ...(check === undefined ? [] : ["", ...checkLines(check)]),
    "",
    ...ownLines(new Set(candidates.map(({ name }) => name))),
  ];
  return `${lines.join("\n")}\n`;
}

/** Those whose last part is one of these words, in the order of the words; the shortest name first. */
function chosen(candidates: readonly Launch[], words: readonly string[]): readonly Launch[] {
  const last = ({ name }: Launch) => name.split(/[:/]/).at(-1) ?? name;
  return words.flatMap((word) =>
    candidates.filter((one) => last(one) === word).sort((a, b) => a.name.length - b.name.length),
  );
}

function found(candidates: readonly Launch[]): string[] {
  if (candidates.length === 0) return [];
  const names = candidates.slice(0, mostNames).map(({ name }) => name);
  const more = candidates.length - names.length;
  return [`# Found here: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`, ""];
}

function header(name: string): string {
  return `#[processes.${tomlKey(name)}]`;
}

function serverLines({ name }: Launch): string[] {
  return [
    "# A table of this name adds to what was found; it needs no command.",
    header(name),
    "# Starts with brum, also when nobody names it.",
    "#autostart = true",
    '# Ready for work when it has printed a URL. Or: { http = "http://localhost:3000" }, { tcp = 3000 }, { log = "pattern" }',
    "#ready = { url = true }",
    '# Started again when it fails, after a pause that grows. Or: "never", "always"',
    '#restart = "on-failure"',
    "# Variables; more .env files are named with env_files.",
    '#env = { LOG_LEVEL = "debug" }',
  ];
}

function secondLines({ name }: Launch, server: Launch): string[] {
  return [
    header(name),
    `# Starts when ${server.name} is ready (where that has no ready: has started).`,
    `#depends_on = [${tomlValue(server.name)}]`,
    "# Started, stopped and shown together with the others of this group.",
    '#groups = ["all"]',
  ];
}

function checkLines({ name }: Launch): string[] {
  return [header(name), "# Runs again when one of these files changes.", '#watch = ["src/**", "!**/*.snap"]'];
}

function ownLines(taken: ReadonlySet<string>): string[] {
  const name = ["db", "postgres", "database"].find((one) => !taken.has(one)) ?? "my-database";
  return [
    "# A process of your own. A command in one text goes through the shell, a list does not.",
    header(name),
    '#command = ["docker", "run", "--rm", "-p", "5432:5432", "-e", "POSTGRES_PASSWORD=dev", "postgres:17"]',
    '#ready = { tcp = "localhost:5432", within = "2 min" }',
    '#stop_signal = "SIGINT"',
    '#stop_timeout = "10 s"',
  ];
}

/** Writes the file where there is none: its path, or why not. */
export function initFile(directory: string, text: string): { readonly path: string } | { readonly error: string } {
  const path = join(directory, FILE_NAME);
  try {
    writeFileSync(path, text, { flag: "wx" });
    return { path };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") {
      return { error: `${path} is there already; it was not changed. brum --settings shows what holds.` };
    }
    return { error: `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.` };
  }
}
