/** The command line: words, options, subcommands, and what stands behind `--`. */

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { completionScript } from "./completion.ts";
import { declareSubcommands, programOptionsOf, type Subcommand } from "./subcommands.ts";

/** How lines are printed without a screen. */
const outputForms = ["plain", "json", "github"] as const;
type OutputForm = (typeof outputForms)[number];

/** A command line that runs something, understood. */
export interface Arguments {
  /** Scripts, programs, or quoted commands. */
  readonly words: readonly string[];
  /** What stood behind `--`: one program and its arguments. */
  readonly command: readonly string[];
  /** As given; relative to the working directory. */
  readonly directory: string;
  readonly port: number | undefined;
  readonly screen: boolean;
  /** `undefined`: the option was not given. */
  readonly mcp: boolean | undefined;
  /** `undefined`: the option was not given. */
  readonly history: boolean | undefined;
  /** Run beside a Brummer that runs for the directory already. */
  readonly beside: boolean;
  /** When a run without a screen ends by itself: with all processes, or with the first that fails. */
  readonly until: "done" | "failed" | undefined;
  readonly output: OutputForm;
  /** Whole times with date and zone before the lines. */
  readonly timestamps: boolean;
  /** Globs of names whose lines are printed; none: all. */
  readonly only: readonly string[];
  /** Globs of names whose lines are not printed. */
  readonly exclude: readonly string[];
  /** Variables for the processes, over all others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Globs of names that run in a terminal of their own. */
  readonly tty: readonly string[];
  /** Print the configuration with its sources, and run nothing. */
  readonly settings: boolean;
}

/** Exit codes: what each says. */
export const exitCode = { ok: 0, failure: 1, usage: 2, noInstance: 3 } as const;

/** What is asked for, or a text that is all there is to say (help, a mistake) with the exit code. */
export type ParsedArguments =
  | { readonly arguments: Arguments }
  /** `arguments`: what `brum run` starts with where no Brummer runs. */
  | { readonly subcommand: Subcommand; readonly arguments: Arguments }
  | { readonly text: string; readonly exitCode: 0 | 2 };

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

MCP clients connect to http://127.0.0.1:7777/mcp (Streamable HTTP).`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535 (0: any free one).");
  }
  return port;
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

/** Options that every command has. */
interface ProgramOptions {
  readonly dir: string;
  readonly port?: number;
  readonly tui: boolean;
  readonly mcp: boolean;
  readonly history: boolean;
  readonly new?: boolean;
  readonly until?: "done" | "failed";
  readonly output: OutputForm;
  readonly timestamps?: boolean;
  readonly only?: readonly string[];
  readonly exclude?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: readonly string[];
  readonly settings?: boolean;
}

/** The program with all its own options. */
function declareProgram(version: string): Command {
  return new Command("brum")
    .description("Runs a project's processes and shows what they do, to you on a screen and to AI agents over MCP.")
    .argument("[words...]", "scripts of the project, programs on PATH, or quoted command lines")
    .option("-d, --dir <directory>", "project directory", ".")
    .option("-p, --port <number>", "port of the MCP server (default: 7777)", parsePort)
    .option("--no-tui", "no screen: print lines to stdout")
    .option("--no-mcp", "no MCP server; without a screen, brum then ends with its processes")
    .option("--no-history", "keep nothing of what is printed for later runs")
    .option("--new", "run beside a Brummer that runs for this directory already")
    .addOption(
      new Option("--until <end>", "without a screen: end when all are done, or when one has failed").choices([
        "done",
        "failed",
      ]),
    )
    .addOption(new Option("--output <form>", "of lines without a screen").choices(outputForms).default("plain"))
    .option("--timestamps", "whole times (RFC 3339) before lines")
    .option("--only <name>", "without a screen: print lines of these (a glob; may be repeated)", collect)
    .option("--exclude <name>", "without a screen: print no lines of these (a glob; may be repeated)", collect)
    .option("-e, --env <variable>", "NAME=VALUE for the processes (may be repeated)", variable)
    .option("--tty <name>", "run these in a terminal of their own (a glob; may be repeated)", collect)
    .option("--settings", "print the configuration with the source of each value")
    .version(`brum version ${version}`, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", examples)
    .usage("[options] [words...] [-- program arguments...]");
}

/** Parses what follows the program's name. */
export function parseArguments(argv: readonly string[], version: string): ParsedArguments {
  // The option parser takes a word behind `--` for one of its own still, so the two parts are parted before it sees them.
  const dashes = argv.indexOf("--");
  const own = dashes < 0 ? argv : argv.slice(0, dashes);
  const rest = dashes < 0 ? undefined : argv.slice(dashes + 1);
  let text = "";
  const written = (part: string) => {
    text += part;
  };
  let words: readonly string[] | undefined;
  let subcommand: Subcommand | undefined;
  const program = declareProgram(version);
  // Subcommands take these over when they are declared.
  program.exitOverride().configureOutput({ writeOut: written, writeErr: written });
  program.action((given: string[]) => {
    words = given;
  });
  declareSubcommands(
    program,
    () => ({ rest, directory: program.opts<ProgramOptions>().dir, port: program.opts<ProgramOptions>().port }),
    (found) => {
      subcommand = found;
    },
  );
  for (const command of program.commands) {
    const allowed = programOptionsOf[command.name()] ?? ["dir"];
    command.configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: () => program.options.filter((option) => allowed.includes(option.attributeName())),
    });
    command.hook("preAction", () => {
      for (const option of program.options) {
        const isGiven = program.getOptionValueSource(option.attributeName()) === "cli";
        if (isGiven && !allowed.includes(option.attributeName())) {
          command.error(`error: ${option.long} is no option of brum ${command.name()}`);
        }
      }
    });
  }
  try {
    program.parse([...own], { from: "user" });
    if (dashes >= 0 && rest?.length === 0) program.error("error: nothing stands behind --");
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text, exitCode: exitCode.ok };
    const hint =
      error.code === "commander.unknownOption"
        ? "Options of a program stand behind --: brum -- npm run dev --watch\n"
        : "";
    return { text: `${text.trimEnd()}\n${hint}brum --help lists the options.\n`, exitCode: exitCode.usage };
  }
  if (subcommand?.command === "completion") return { text: completionScript(program, subcommand.shell), exitCode: 0 };
  const options = program.opts<ProgramOptions>();
  const parsed: Arguments = {
    words: words ?? [],
    command: subcommand === undefined ? (rest ?? []) : [],
    directory: options.dir,
    port: options.port,
    screen: options.tui,
    mcp: own.includes("--no-mcp") ? options.mcp : undefined,
    history: own.includes("--no-history") ? options.history : undefined,
    beside: options.new === true,
    until: options.until,
    output: options.output,
    timestamps: options.timestamps === true,
    only: options.only ?? [],
    exclude: options.exclude ?? [],
    environment: options.env ?? {},
    tty: options.tty ?? [],
    settings: options.settings === true,
  };
  return subcommand === undefined ? { arguments: parsed } : { subcommand, arguments: parsed };
}
