/** The command line: words, options, subcommands, and what stands behind `--`. */

import { type Command, CommanderError } from "commander";
import type { ProxyMode } from "../proxy/index.ts";
import { completionScript } from "./completion.ts";
import { declareProgram, type OutputForm, type ProgramOptions } from "./program-options.ts";
import { declareSubcommands, programOptionsOf, type Subcommand } from "./subcommands.ts";

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
  /** What was given of the proxy. */
  readonly proxy: {
    readonly enabled: boolean | undefined;
    readonly mode: ProxyMode | undefined;
    readonly port: number | undefined;
    readonly url: string | undefined;
  };
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
  const declared = (left: ReadonlySet<string>) => {
    const program = declareProgram(version, left);
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
    return program;
  };
  // The option parser gives the program's options to the program wherever they stand: a command's own of the same name come first.
  const whole = declared(new Set());
  const taken = ownOptions(whole, own);
  const program = taken.size === 0 ? whole : declared(taken);
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
    proxy: {
      enabled: own.includes("--no-proxy") ? options.proxy : undefined,
      mode: options.standardProxy === true ? "full" : options.proxyMode,
      port: options.proxyPort,
      url: options.proxyUrl,
    },
    history: own.includes("--no-history") ? options.history : undefined,
    beside: options.new === true,
    until: options.until,
    output: options.output ?? "plain",
    timestamps: options.timestamps === true,
    only: options.only ?? [],
    exclude: options.exclude ?? [],
    environment: options.env ?? {},
    tty: options.tty ?? [],
    settings: options.settings === true,
  };
  return subcommand === undefined ? { arguments: parsed } : { subcommand, arguments: parsed };
}

/** Long names of the options that the command has which is asked for. */
function ownOptions(program: Command, argv: readonly string[]): ReadonlySet<string> {
  const name = firstWord(program, argv);
  const command = program.commands.find((one) => one.name() === name);
  const names = (command?.options ?? []).flatMap(({ long }) => long ?? []);
  return new Set(names.filter((long) => program.options.some((option) => option.long === long)));
}

/** The first word that is neither an option nor what belongs to one. */
function firstWord({ options }: Command, argv: readonly string[]): string | undefined {
  let isValue = false;
  for (const word of argv) {
    if (!isValue && !word.startsWith("-")) return word;
    isValue = !isValue && options.some(({ long, short, required }) => required && (long === word || short === word));
  }
  return undefined;
}
