/** The command line: words, options, subcommands, and what stands behind `--`. */

import { Command, CommanderError, InvalidArgumentError } from "commander";

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
}

/** What `brum doctor` can look at: each is an option of that name. */
const doctorChecks = [
  { name: "core", description: "what the shared-memory core has counted: waits, losses, slow handlers" },
] as const;

/** `brum doctor …`, understood. */
export interface DoctorArguments {
  /** The checks asked for; none: say which there are. */
  readonly checks: readonly (typeof doctorChecks)[number]["name"][];
  readonly json: boolean;
  readonly directory: string;
  readonly port: number | undefined;
}

/** What is asked for, or a text that is all there is to say (help, a mistake) with the exit code. */
export type ParsedArguments =
  | { readonly arguments: Arguments }
  | { readonly doctor: DoctorArguments }
  | { readonly text: string; readonly exitCode: 0 | 1 };

const examples = `
Examples:
  brum                     the screen, with the scripts of package.json to choose from
  brum dev test            start the scripts dev and test
  brum 'node server.js'    run a command line through the shell
  brum -- npm run dev      run one program with its arguments
  brum --no-tui dev        without a screen: lines on stdout, MCP for agents

The first word may be a subcommand: doctor. A script of that name: brum -- npm run doctor

MCP clients connect to http://127.0.0.1:7777/mcp (Streamable HTTP).`;

const doctorScript = "To run a script that is called doctor: brum -- npm run doctor";
const doctorNotes = `
It asks the Brummer that runs for this directory, or the only one that runs.
${doctorScript}`;

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535 (0: any free one).");
  }
  return port;
}

/** Options that every command has. */
type CommonOptions = { readonly dir: string; readonly port?: number };

/** Parses what follows the program's name. */
export function parseArguments(argv: readonly string[], version: string): ParsedArguments {
  // The option parser takes a word behind `--` for one of its own still, so the two parts are parted before it sees them.
  const dashes = argv.indexOf("--");
  const own = dashes < 0 ? argv : argv.slice(0, dashes);
  let text = "";
  let parsed: ParsedArguments = { text, exitCode: 1 };
  const program = new Command("brum")
    .description("Runs a project's processes and shows what they do, to you on a screen and to AI agents over MCP.")
    .argument("[words...]", "scripts of package.json, programs on PATH, or quoted command lines")
    .option("-d, --dir <directory>", "project directory", ".")
    .option("-p, --port <number>", "port of the MCP server (default: 7777)", parsePort)
    .option("--no-tui", "no screen: print lines to stdout")
    .option("--no-mcp", "no MCP server")
    .version(`brum version ${version}`, "-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", examples)
    .usage("[options] [words...] [-- program arguments...]")
    .exitOverride()
    .configureOutput({
      writeOut: (written) => {
        text += written;
      },
      writeErr: (written) => {
        text += written;
      },
    })
    .action((words: string[], options: CommonOptions & { readonly tui: boolean; readonly mcp: boolean }) => {
      parsed = {
        arguments: {
          words,
          command: dashes < 0 ? [] : argv.slice(dashes + 1),
          directory: options.dir,
          port: options.port,
          screen: options.tui,
          mcp: own.includes("--no-mcp") ? options.mcp : undefined,
        },
      };
    });
  const doctor = program
    .command("doctor")
    .description("Looks at a running Brummer: what it counts, and what of that should worry.")
    .usage("[options]")
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: () => program.options.filter(({ long }) => long === "--dir" || long === "--port"),
    })
    .addHelpText("after", doctorNotes)
    .showHelpAfterError(doctorScript)
    .action((options: Readonly<Record<string, boolean>>) => {
      if (dashes >= 0) doctor.error("error: nothing can stand behind -- here");
      const { dir, port } = program.opts<CommonOptions>();
      const checks = doctorChecks.map(({ name }) => name).filter((name) => options[name] === true);
      if (checks.length > 0) {
        parsed = { doctor: { checks, json: options["json"] === true, directory: dir, port } };
        return;
      }
      doctor.outputHelp();
      parsed = { text, exitCode: 0 };
    });
  for (const { name, description } of doctorChecks) doctor.option(`--${name}`, description);
  doctor.option("--json", "print JSON for programs");
  try {
    program.parse([...own], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const exitCode = error.exitCode === 0 ? 0 : 1;
    return { text: exitCode === 0 ? text : `${text.trimEnd()}\nbrum --help lists the options.\n`, exitCode };
  }
  if (dashes >= 0 && dashes === argv.length - 1) {
    return { text: "error: nothing stands behind --; a program with its arguments is expected there\n", exitCode: 1 };
  }
  return parsed;
}
