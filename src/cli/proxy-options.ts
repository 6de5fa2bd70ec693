/** `brum proxy`: its options as data for the option parser, and what each form of it is once it is understood. */

import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { exchangeKinds, originOf, type ProxyMode, proxyLimits, proxyModes } from "../proxy/index.ts";

const actions = ["ls", "show", "curl", "har", "replay", "clear", "mode", "add"] as const;
type Action = (typeof actions)[number];

/** Which exchanges are meant. */
export interface ProxyFilter {
  readonly process: string | undefined;
  readonly method: string | undefined;
  readonly status: string | undefined;
  readonly url: string | undefined;
  readonly regex: boolean;
  readonly kind: (typeof exchangeKinds)[number] | undefined;
  /** As given: a time or an age. */
  readonly since: string | undefined;
}

/** What one form of the command has of its own. */
type Form =
  | {
      readonly action: "ls";
      readonly filter: ProxyFilter;
      readonly lines: number | undefined;
      readonly run: string | undefined;
    }
  | {
      readonly action: "har";
      readonly filter: ProxyFilter;
      readonly file: string | undefined;
      readonly run: string | undefined;
    }
  | { readonly action: "show" | "curl"; readonly id: number; readonly run: string | undefined }
  | {
      readonly action: "replay";
      readonly id: number;
      readonly method: string | undefined;
      readonly path: string | undefined;
      /** As given: `Name: value`, or `Name:` to take one away. */
      readonly headers: readonly string[];
      readonly body: string | undefined;
      readonly timeoutSeconds: number;
    }
  | { readonly action: "clear"; readonly process: string | undefined }
  | { readonly action: "mode"; readonly mode: ProxyMode }
  | { readonly action: "add"; readonly url: string };

/** What the headless proxy is started with. */
export interface ServeForm {
  /** Undefined: only in full mode. */
  readonly target: string | undefined;
  /** Undefined: the usual one, or the next that is free. */
  readonly port: number | undefined;
  readonly mode: ProxyMode;
  readonly output: "plain" | "json";
}

export type ProxyForm = ({ readonly command: "proxy" } & Form) | ({ readonly command: "proxy serve" } & ServeForm);

/** Options by the forms that take them; `serve` is the one without an action. */
const filterOptions = ["process", "method", "status", "url", "regex", "kind", "since"] as const;
const optionsOf: Readonly<Record<Action | "serve", readonly string[]>> = {
  ls: [...filterOptions, "lines", "run"],
  har: [...filterOptions, "run"],
  show: ["run"],
  curl: ["run"],
  replay: ["method", "path", "header", "body", "timeout"],
  clear: [],
  mode: [],
  add: [],
  serve: ["target", "port", "mode", "output"],
};

const usage = `
Forms:
  brum proxy ls                       what was recorded; newest at the end
  brum proxy show ID                  one exchange whole; brum proxy curl ID: as a command for a shell
  brum proxy har [FILE]               all of it as a HAR file (browsers' developer tools read it)
  brum proxy replay ID                send a request again, and see what differs in the answer
  brum proxy clear [NAME]             forget what was recorded: of a process, or all
  brum proxy mode reverse|full        a port for each server, or one proxy for all
  brum proxy add URL                  give a server a port
  brum proxy --target URL             a proxy alone: no scripts, no screen; prints what passes

The first ones ask the Brummer that runs for this directory; the last one needs none.`;

function address(text: string): string {
  const origin = originOf(text);
  if (origin === undefined) throw new InvalidArgumentError("An address is written http://localhost:3000.");
  return origin;
}

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

/** Declares what the command takes; `take` gets the form that was asked for. */
export function declareProxy(command: Command, take: (form: ProxyForm, command: Command) => void): void {
  const seconds = whole("A time limit in seconds", 1, proxyLimits.mostReplayMs / 1000);
  command
    .addArgument(new Argument("[action]", "what to do").choices(actions))
    .argument("[of]", "what it is about")
    .option("--process <name>", "for ls and har: of this process")
    .option("--method <method>", "for ls and har: with this method; for replay: the new one")
    .option("--status <status>", "for ls and har: 404, 4xx, error (400 and above, or none), open")
    .option("--url <text>", "for ls and har: with this in the address")
    .option("--regex", "for --url: it is a regular expression (JavaScript)")
    .addOption(new Option("--kind <kind>", "for ls and har").choices(exchangeKinds))
    .option("--since <time>", "for ls and har: from a time on (RFC 3339), or a while ago (90s, 5m, 2h)")
    .option("-n, --lines <n>", "for ls: so many, the newest (default: 100)", whole("A count", 1, 100_000))
    .option("--run <run>", "for ls, show, curl, har: of an earlier run: last, current, or its number")
    .option("--path <path>", "for replay: another path and query")
    .option("-H, --header <header>", "for replay: 'Name: value', or 'Name:' to take it away (may be repeated)", collect)
    .option("--body <text>", "for replay: another body")
    .option("--timeout <seconds>", "for replay: give up after so long (default: 30)", seconds)
    .option("--target <url>", "the server behind a proxy alone", address)
    .option(
      "--port <n>",
      "for --target: where it listens (default: 20888, full: 19888, or the next free one)",
      whole("A port", 1, 65_535),
    )
    .addOption(new Option("--mode <mode>", "for --target: full is a forward proxy").choices(proxyModes))
    .addOption(new Option("--output <form>", "for --target: lines, or NDJSON").choices(["plain", "json"]))
    .addHelpText("after", usage)
    .action((action: string | undefined, of: string | undefined, own: Own) => {
      const known = actions.find((one) => one === action);
      checkOptions(command, known ?? "serve");
      const form = known === undefined ? serveForm(own) : formOf(known, of, own);
      if (typeof form === "string") return command.error(`error: ${form}`);
      take(form, command);
    });
}

type Own = Readonly<Record<string, unknown>>;

/** An option of another form would be passed over in silence. */
function checkOptions(command: Command, form: Action | "serve"): void {
  const every = new Set(Object.values(optionsOf).flat());
  for (const option of command.options) {
    const name = option.attributeName();
    const isGiven = command.getOptionValueSource(name) === "cli";
    if (!isGiven || !every.has(name) || optionsOf[form].includes(name)) continue;
    const what = form === "serve" ? "brum proxy without an action" : `brum proxy ${form}`;
    command.error(`error: ${option.long} is no option of ${what}`);
  }
}

/** A text: what is wrong. */
function serveForm(own: Own): ProxyForm | string {
  const target = textOf(own["target"]);
  const mode = proxyModes.find((one) => one === own["mode"]) ?? "reverse";
  if (target === undefined && mode === "reverse") {
    return "name an action, or the server of a proxy alone: brum proxy --target http://localhost:3000";
  }
  return {
    command: "proxy serve",
    target,
    port: numberOf(own["port"]),
    mode,
    output: own["output"] === "json" || own["json"] === true ? "json" : "plain",
  };
}

/** A text: what is wrong. */
function formOf(action: Action, of: string | undefined, own: Own): ProxyForm | string {
  const command = "proxy";
  const run = textOf(own["run"]);
  switch (action) {
    case "ls":
      if (of !== undefined) return `ls takes no word: "${of}"`;
      return { command, action, filter: filterOf(own), lines: numberOf(own["lines"]), run };
    case "har":
      return { command, action, filter: filterOf(own), file: of, run };
    case "show":
    case "curl": {
      const id = idOf(of);
      return id === undefined
        ? `${action} needs the number of an exchange: brum proxy ls lists them`
        : { command, action, id, run };
    }
    case "replay": {
      const id = idOf(of);
      if (id === undefined) return "replay needs the number of an exchange: brum proxy ls lists them";
      const headers = Array.isArray(own["header"]) ? own["header"].map(String) : [];
      const wrong = headers.find((one) => !/^[^:\s]+:/.test(one));
      if (wrong !== undefined) return `a header is given as 'Name: value', not "${wrong}"`;
      return {
        command,
        action,
        id,
        method: textOf(own["method"]),
        path: textOf(own["path"]),
        headers,
        body: textOf(own["body"]),
        timeoutSeconds: numberOf(own["timeout"]) ?? proxyLimits.replayMs / 1000,
      };
    }
    case "clear":
      return { command, action, process: of };
    case "mode": {
      const mode = proxyModes.find((one) => one === of);
      return mode === undefined ? `mode is one of ${proxyModes.join(", ")}` : { command, action, mode };
    }
    case "add": {
      const url = of === undefined ? undefined : originOf(of);
      return url === undefined ? "add needs the address of a server: http://localhost:3000" : { command, action, url };
    }
  }
}

function filterOf(own: Own): ProxyFilter {
  return {
    process: textOf(own["process"]),
    method: textOf(own["method"]),
    status: textOf(own["status"]),
    url: textOf(own["url"]),
    regex: own["regex"] === true,
    kind: exchangeKinds.find((one) => one === own["kind"]),
    since: textOf(own["since"]),
  };
}

function idOf(of: string | undefined): number | undefined {
  return of !== undefined && /^[1-9]\d{0,14}$/.test(of) ? Number(of) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
