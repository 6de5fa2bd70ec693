/** Options of the program itself: what a command line is started with, and what commands share. */

import { Command, InvalidArgumentError, Option } from "commander";

import { originOf, type ProxyMode, proxyModes } from "../proxy/index.ts";

/** How lines are printed without a screen. */
const outputForms = ["plain", "json", "github"] as const;
export type OutputForm = (typeof outputForms)[number];

const examples = `
Examples:
  brum                     the screen, with the scripts of package.json to choose from
  brum dev test            start the scripts dev and test
  brum npm run dev         run one program with its arguments (also: brum -- npm run dev)
  brum 'node server.js'    run a command line through the shell
  brum --no-tui dev        without a screen: lines on stdout, MCP for agents
  brum ps                  what runs; brum logs -f web follows what it prints

A command counts only as the first word; a script of the same name: brum run NAME
Exit codes: 0 all is well, 1 something failed, 2 the command line is wrong, 3 no Brummer runs that could be asked
(or, without a terminal to ask on, one runs here already).

AI clients: brum mcp install. Over HTTP: http://127.0.0.1:7777/mcp (Streamable HTTP).`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535 (0: any free one).");
  }
  return port;
}

function parseAddress(text: string): string {
  if (originOf(text) === undefined) throw new InvalidArgumentError("An address is written http://localhost:3000.");
  return text;
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function variable(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const end = text.indexOf("=");
  if (end < 1) throw new InvalidArgumentError("A variable is given as NAME=VALUE.");
  return { ...before, [text.slice(0, end)]: text.slice(end + 1) };
}

/** What they are once they are parsed. */
export interface ProgramOptions {
  readonly dir: string;
  readonly port?: number;
  readonly tui: boolean;
  readonly mcp: boolean;
  readonly history: boolean;
  readonly proxy: boolean;
  readonly proxyPort?: number;
  readonly proxyMode?: ProxyMode;
  readonly proxyUrl?: string;
  readonly standardProxy?: boolean;
  readonly new?: boolean;
  readonly until?: "done" | "failed";
  readonly output?: OutputForm;
  readonly timestamps?: boolean;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: readonly string[];
  readonly settings?: boolean;
}

/** Each of them. */
function programOptions(): Option[] {
  return [
    new Option("-d, --dir <directory>", "project directory").default("."),
    new Option("-p, --port <number>", "port of the MCP server (default: 7777)").argParser(parsePort),
    new Option("--no-tui", "no screen: print lines to stdout"),
    new Option("--no-mcp", "no MCP server; without a screen, brum then ends with its processes"),
    new Option("--no-proxy", "no proxy: what servers are asked is not recorded"),
    new Option("--proxy-mode <mode>", "a port for each server (reverse), or one proxy for all (full)").choices(
      proxyModes,
    ),
    new Option("--standard-proxy", "the same as --proxy-mode full"),
    new Option("--proxy-port <number>", "port of the proxy in full mode (default: 19888)").argParser(parsePort),
    new Option("--proxy-url <address>", "a server that gets a port at the start").argParser(parseAddress),
    new Option("--no-history", "keep nothing of what is printed for later runs"),
    new Option("--new", "run beside a Brummer that runs for this directory already"),
    new Option("--until <end>", "without a screen: end when all are done, or when one has failed").choices([
      "done",
      "failed",
    ]),
    new Option("--output <form>", "of lines without a screen").choices(outputForms).default("plain"),
    new Option("--timestamps", "whole times (RFC 3339) before lines"),
    new Option("--only <name>", "without a screen: print lines of these (a glob; may be repeated)").argParser(collect),
    new Option("--exclude <name>", "without a screen: print no lines of these (a glob; may be repeated)").argParser(
      collect,
    ),
    new Option("-e, --env <variable>", "NAME=VALUE for the processes (may be repeated)").argParser(variable),
    new Option("--tty <name>", "run these in a terminal of their own (a glob; may be repeated)").argParser(collect),
    new Option("--settings", "print the configuration with the source of each value"),
  ];
}

/** The program with its own options, but for those `left` out by their long names. */
export function declareProgram(version: string, left: ReadonlySet<string>): Command {
  const program = new Command("brum")
    .description("Runs a project's processes and shows what they do, to you on a screen and to AI agents over MCP.")
    .argument("[words...]", "scripts of the project, programs on PATH, or quoted command lines");
  for (const option of programOptions()) if (!left.has(option.long ?? "")) program.addOption(option);
  return program
    .version(`brum version ${version}`, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", examples)
    .usage("[options] [words...] [-- program arguments...]");
}
