/** The subcommands: their options as data for the option parser, and what each is once it is understood. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { type LevelName, levelNames } from "../../core/index.ts";
import { eventKinds } from "../events/index.ts";
import { lineKinds } from "../logs/index.ts";
import { declareProxy, type ProxyForm } from "./proxy-options.ts";

/** What `brum doctor` can look at beside the whole: each is an option of that name. */
const doctorChecks = [
  { name: "core", description: "what the shared-memory core of a running Brummer has counted: waits, losses" },
] as const;
type DoctorCheck = (typeof doctorChecks)[number]["name"];

/** Shells that there is a completion for. */
const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What all have. */
interface Common {
  /** As given; relative to the working directory. */
  readonly directory: string;
  readonly json: boolean;
  /** Beginning of an instance's id. */
  readonly instance: string | undefined;
}

/** A subcommand, understood. */
export type Subcommand =
  | (Common & { readonly command: "ps" })
  | (Common & {
      readonly command: "logs";
      readonly names: readonly string[];
      readonly follow: boolean;
      readonly since: string | undefined;
      readonly grep: string | undefined;
      readonly ignoreCase: boolean;
      readonly lines: number | undefined;
      readonly showCursor: boolean;
      /** A run of the history: `last`, `current`, a number; undefined: the Brummer that runs. */
      readonly run: string | undefined;
      readonly level: LevelName | undefined;
      /** As given: words parted by commas. */
      readonly kinds: readonly string[];
      readonly until: string | undefined;
      /** Beginning of an error's fingerprint. */
      readonly error: string | undefined;
      readonly fuzzy: string | undefined;
      readonly hide: readonly string[];
      readonly context: number;
      readonly collapse: boolean;
      readonly html: boolean;
      readonly timestamps: boolean;
    })
  | (Common & { readonly command: "stop" | "restart"; readonly names: readonly string[]; readonly all: boolean })
  | (Common & {
      readonly command: "wait";
      readonly names: readonly string[];
      readonly until: "ready" | "done";
      readonly timeoutSeconds: number | undefined;
    })
  | (Common & {
      readonly command: "ports";
      readonly port: number | undefined;
      readonly free: number | undefined;
      /** The process that may be ended, though Brummer did not start it. */
      readonly yesEnd: number | undefined;
    })
  | (Common & {
      readonly command: "doctor";
      readonly checks: readonly DoctorCheck[];
      /** MCP port of the instance that is meant. */
      readonly port: number | undefined;
    })
  | (Common & {
      readonly command: "run";
      readonly name: string;
      readonly args: readonly string[];
      readonly detach: boolean;
    })
  | (Common & {
      readonly command: "errors";
      /** Processes, or one fingerprint's beginning. */
      readonly names: readonly string[];
      readonly run: string | undefined;
      readonly lines: number | undefined;
    })
  | (Common & {
      readonly command: "events";
      readonly names: readonly string[];
      /** As given: words parted by commas. */
      readonly kinds: readonly string[];
      readonly run: string | undefined;
      readonly lines: number | undefined;
    })
  | (Common & {
      readonly command: "history";
      readonly action: "list" | "path" | "prune" | "export";
      readonly run: string | undefined;
      readonly all: boolean;
      readonly maxMegabytes: number | undefined;
      readonly maxDays: number | undefined;
      readonly format: "text" | "ndjson" | "html";
      readonly output: string | undefined;
    })
  | (Common & { readonly command: "init" })
  | (Common & { readonly command: "mcp" })
  | (Common & {
      readonly command: "mcp install";
      readonly client: string | undefined;
      readonly uninstall: boolean;
      readonly print: boolean;
      readonly yes: boolean;
      /** Undefined: as the client is used most. */
      readonly scope: "user" | "project" | undefined;
    })
  | (Common & ProxyForm)
  | (Common & { readonly command: "completion"; readonly shell: Shell });

/** What the program tells a subcommand. */
export interface Given {
  /** What stood behind `--`; undefined: there was none. */
  readonly rest: readonly string[] | undefined;
  readonly directory: string;
  readonly port: number | undefined;
}

/** Options of the program that each may have beside its own. */
export const programOptionsOf: Readonly<Record<string, readonly string[]>> = {
  doctor: ["dir", "port"],
  run: [
    "dir",
    "port",
    "tui",
    "mcp",
    "history",
    "new",
    "until",
    "output",
    "timestamps",
    "only",
    "exclude",
    "env",
    "tty",
  ],
  logs: ["dir", "timestamps"],
};

/** A whole number from `least` to `most`. */
function whole(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`${what} is a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError("A time limit is a number of seconds, 0 or more.");
  }
  return value;
}

const port = whole("A port", 1, 65_535);
const stable = "print JSON for programs; its fields do not change";

/** Declares all of them; `take` gets the one that was asked for. `given` is asked when it is. */
export function declareSubcommands(program: Command, given: () => Given, take: (subcommand: Subcommand) => void): void {
  const declare = (name: string, description: string) => {
    const command = program.command(name).description(description);
    const hasOwnForm = ["completion", "init", "mcp"].includes(name);
    if (!hasOwnForm) command.option("--json", stable);
    if (name !== "completion" && name !== "init" && name !== "ports") {
      command.option("--instance <id>", "the Brummer to ask, where several run: the beginning of its id");
    }
    const hint = `To run a script that is called ${name}: brum run ${name}`;
    return command.addHelpText("after", `\n${hint}`).showHelpAfterError(hint);
  };
  type Own = Readonly<Record<string, unknown>>;
  const common = (command: Command, own: Own): Common => {
    const { rest, directory } = given();
    if (rest !== undefined && command.name() !== "run") command.error("error: nothing can stand behind -- here");
    const instance = typeof own["instance"] === "string" ? own["instance"] : undefined;
    return { directory, json: own["json"] === true, instance };
  };
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const number = (value: unknown) => (typeof value === "number" ? value : undefined);
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

  declare("ps", "Shows the processes of the Brummer that runs for this directory.").action(
    (own: Own, command: Command) => take({ command: "ps", ...common(command, own) }),
  );
  declare("logs", "Prints what processes have printed: all of them, or those named.")
    .argument("[names...]", "processes; brum is Brummer itself")
    .option("-f, --follow", "go on with what comes, until Ctrl-C")
    .option(
      "-n, --lines <n>",
      "the newest lines only (default: 100; all with --since or --grep)",
      whole("A count", 0, 10_000_000),
    )
    .option("--since <cursor>", "from a cursor on, a time (RFC 3339), or a while ago (90s, 5m, 2h)")
    .option("--grep <pattern>", "lines that this regular expression fits (JavaScript)")
    .option("-i, --ignore-case", "for --grep")
    .option("--fuzzy <words>", "lines that hold these words, or nearly")
    .option("--hide <pattern>", "no lines that this regular expression fits (may be repeated)", collect)
    .addOption(new Option("--level <level>", "this level or worse").choices(levelNames))
    .option("--kind <kinds>", `lines about any of these: ${lineKinds.join(", ")} (parted by commas)`, collect)
    .option("--error <id>", "lines of this error (see brum errors)")
    .option("--until <time>", "lines before a time (RFC 3339), or a while ago (90s, 5m, 2h)")
    .option("-C, --context <n>", "so many lines before and after each", whole("A count", 0, 1000), 0)
    .option("--collapse", "lines that repeat themselves once, with how often")
    .option("--run <run>", "of an earlier run: last, current, or its number (see brum history)")
    .option("--html", "a page, with colours")
    .option("--show-cursor", "say at the end, on standard error, where --since goes on")
    .action((names: string[], own: Own, command: Command) =>
      take({
        command: "logs",
        ...common(command, own),
        names,
        follow: own["follow"] === true,
        since: text(own["since"]),
        grep: text(own["grep"]),
        ignoreCase: own["ignoreCase"] === true,
        lines: number(own["lines"]),
        showCursor: own["showCursor"] === true,
        run: text(own["run"]),
        level: levelNames.find((one) => one === own["level"]),
        kinds: texts(own["kind"]),
        until: text(own["until"]),
        error: text(own["error"]),
        fuzzy: text(own["fuzzy"]),
        hide: texts(own["hide"]),
        context: number(own["context"]) ?? 0,
        collapse: own["collapse"] === true,
        html: own["html"] === true,
        timestamps: program.opts()["timestamps"] === true,
      }),
    );
  declare("errors", "Shows the errors that processes have printed, the same ones as one; or one of them whole.")
    .argument("[names...]", "processes; or an error, by the beginning of its id")
    .option("-n, --lines <n>", "so many, the most recent", whole("A count", 1, 1000))
    .option("--run <run>", "of an earlier run: last, current, its number, or all")
    .action((names: string[], own: Own, command: Command) =>
      take({ command: "errors", ...common(command, own), names, run: text(own["run"]), lines: number(own["lines"]) }),
    );
  declare("events", "Shows what processes have told of builds, tests, addresses and readiness.")
    .argument("[names...]", "processes")
    .option("--kind <kinds>", `these only: ${eventKinds.join(", ")} (parted by commas)`, collect)
    .option("-n, --lines <n>", "so many, the newest", whole("A count", 1, 2000))
    .option("--run <run>", "of an earlier run: last, current, or its number")
    .action((names: string[], own: Own, command: Command) =>
      take({
        command: "events",
        ...common(command, own),
        names,
        kinds: texts(own["kind"]),
        run: text(own["run"]),
        lines: number(own["lines"]),
      }),
    );
  declare("history", "Lists the runs that are kept of this directory; path, prune and export work on them.")
    .argument("[action]", "list, path (where the file is), prune (remove what is old or too much), export", "list")
    .option("--run <run>", "for export: last, current, or its number", "last")
    .option("--all", "for prune: everything but the run that goes on; for export: all runs")
    .option("--max-megabytes <n>", "for prune: the size to stay below", whole("A size", 0, 1_000_000))
    .option("--max-days <n>", "for prune: the age to keep", whole("An age", 0, 36_500))
    .addOption(new Option("--format <format>", "for export").choices(["text", "ndjson", "html"]).default("text"))
    .option("-o, --output <file>", "for export: a new file, in place of standard output")
    .action((action: string, own: Own, command: Command) => {
      const known = (["list", "path", "prune", "export"] as const).find((one) => one === action);
      if (known === undefined) return command.error(`error: history knows list, path, prune and export, not ${action}`);
      const format = (["text", "ndjson", "html"] as const).find((one) => one === own["format"]) ?? "text";
      take({
        command: "history",
        ...common(command, own),
        action: known,
        run: text(own["run"]),
        all: own["all"] === true,
        maxMegabytes: number(own["maxMegabytes"]),
        maxDays: number(own["maxDays"]),
        format,
        output: text(own["output"]),
      });
    });
  for (const name of ["stop", "restart"] as const) {
    const what =
      name === "stop"
        ? "Ends processes, with all that they have started, and waits until nothing of them lives."
        : "Ends processes if they run, and starts them again.";
    declare(name, what)
      .argument("[names...]", "names or ids")
      .option("--all", name === "stop" ? "all that run" : "all that run, and that failed")
      .action((names: string[], own: Own, command: Command) => {
        const all = own["all"] === true;
        if (all === names.length > 0) command.error("error: name the processes, or give --all");
        take({ command: name, ...common(command, own), names, all });
      });
  }
  declare("wait", "Waits until processes are ready (or run, where they have no readiness check), or have ended.")
    .argument("<names...>", "names or ids")
    .addOption(new Option("--ready", "until they are ready (default)").conflicts("done"))
    .option("--done", "until they have ended; fails when one failed")
    .option("--timeout <seconds>", "give up after so long", seconds)
    .action((names: string[], own: Own, command: Command) =>
      take({
        command: "wait",
        ...common(command, own),
        names,
        until: own["done"] === true ? "done" : "ready",
        timeoutSeconds: number(own["timeout"]),
      }),
    );
  declare("ports", "Says who listens on the TCP ports of this machine, and what of that Brummer has started.")
    .argument("[port]", "this one only", port)
    .option(
      "--free <port>",
      "end who listens there: a process of Brummer's is stopped; any other has to be confirmed",
      port,
    )
    .option(
      "--yes-end <pid>",
      "with --free: this process may be ended, though Brummer did not start it",
      whole("A process id", 2, 4_194_304),
    )
    .action((one: number | undefined, own: Own, command: Command) => {
      const free = number(own["free"]);
      const yesEnd = number(own["yesEnd"]);
      if (yesEnd !== undefined && free === undefined) command.error("error: --yes-end goes with --free PORT");
      if (one !== undefined && free !== undefined) command.error("error: give a port, or --free PORT");
      take({ command: "ports", ...common(command, own), port: one, free, yesEnd });
    });
  const doctor = declare("doctor", "Looks whether all is well: this machine, this project, the Brummer that runs.");
  for (const { name, description } of doctorChecks) doctor.option(`--${name}`, description);
  doctor.action((own: Own, command: Command) => {
    const checks = doctorChecks.map(({ name }) => name).filter((name) => own[name] === true);
    take({ command: "doctor", ...common(command, own), checks, port: given().port });
  });
  declare("run", "Starts a script: in the Brummer that runs for this directory, if there is one, and shows its lines.")
    .argument("<name>", "a script, whatever it is called; arguments for it stand behind --")
    .option("--detach", "where a Brummer runs: do not wait, show nothing")
    .usage("[options] <name> [-- arguments...]")
    .action((name: string, own: Own, command: Command) =>
      take({
        command: "run",
        ...common(command, own),
        name,
        args: given().rest ?? [],
        detach: own["detach"] === true,
      }),
    );
  declare("init", "Writes a .brum.toml for this project, with comments; never over one that is there.").action(
    (own: Own, command: Command) => take({ command: "init", ...common(command, own) }),
  );
  declare(
    "mcp",
    "Serves MCP on standard input and output, for AI clients that start programs: in the Brummer that runs here.",
  )
    .argument("[action]", "install: tells an AI client of it; without a client, lists them")
    .argument("[client]", "claude-code, cursor, vscode and others")
    .option("--uninstall", "for install: takes the entry out")
    .option("--print", "for install: only prints the entry")
    .option("-y, --yes", "for install: does not ask")
    .addOption(new Option("--user", "for install: for all of your projects (default)").conflicts("project"))
    .option("--project", "for install: for this project, in a file of it")
    .action((action: string | undefined, client: string | undefined, own: Own, command: Command) => {
      if (action === undefined) {
        const alone = ["uninstall", "print", "yes", "user", "project"].find((name) => own[name] === true);
        if (alone !== undefined) command.error(`error: --${alone} goes with brum mcp install CLIENT`);
        return take({ command: "mcp", ...common(command, own) });
      }
      if (action !== "install") return command.error(`error: mcp knows install, not ${action}`);
      take({
        command: "mcp install",
        ...common(command, own),
        client,
        uninstall: own["uninstall"] === true,
        print: own["print"] === true,
        yes: own["yes"] === true,
        scope: own["project"] === true ? "project" : own["user"] === true ? "user" : undefined,
      });
    });
  declareProxy(
    declare(
      "proxy",
      "Shows what servers were asked and what they answered, sends requests again; or is a proxy alone.",
    ),
    (form, command) => take({ ...common(command, command.opts()), ...form }),
  );
  declare("completion", "Prints what makes a shell complete brum's words; its first lines say where to put it.")
    .argument("<shell>", shells.join(", "))
    .action((shell: string, own: Own, command: Command) => {
      const known = shells.find((one) => one === shell);
      if (known === undefined) return command.error(`error: the shells are ${shells.join(", ")}, not ${shell}`);
      take({ command: "completion", ...common(command, own), shell: known });
    });
}
