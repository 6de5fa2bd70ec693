/** The command line of `bun run race`. */

import { parseArgs } from "node:util";

export interface Options {
  readonly mode: "quick" | "deep";
  /** Minutes that a deep run takes. */
  readonly minutes: number;
  /** Only what has this in its name. */
  readonly only: string | undefined;
  readonly seed: number;
  /** A schedule to show, as a failure printed it. */
  readonly replay: string | undefined;
  readonly json: boolean;
}

export const USAGE = `bun run race [--quick | --deep [MINUTES]] [--only NAME] [--seed N] [--replay SCHEDULE] [--json]

  --quick            one to two minutes (default)
  --deep [MINUTES]   as long as told, 10 by default; 1 to 1440
  --only NAME        only the scenarios, broken twins and litmus tests with NAME in their names (mutex, log-ring/wrap …)
  --seed N           repeats the random schedules of an earlier run (0 to 2^31 - 1)
  --replay SCHEDULE  shows one schedule access by access, as a failure printed it: SCENARIO@STEP:CHOICE,STEP:CHOICE … A
                     step is where another thread may be chosen; there are fewer of them than lines shown
  --json             the results as one line of JSON, and nothing else, on standard output; the rest on standard error
  --help             this text

The last line is "N passed, N failed"; the exit code is 1 if something failed.`;

const DEEP_MINUTES = 10;
const MAX_MINUTES = 1440;
const MAX_SEED = 2 ** 31 - 1;

/** What was asked for; a string says what is wrong with it. */
export function parseOptions(args: readonly string[], randomSeed: number): Options | "help" | { error: string } {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(tied(args));
  } catch (error) {
    return { error: error instanceof Error ? error.message.replace(/\. To .*$/s, "") : String(error) };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return "help";
  if (values.quick === true && values.deep === true) return { error: "--quick and --deep exclude each other" };
  const [minutesText, ...more] = positionals;
  if (more.length > 0 || (minutesText !== undefined && values.deep !== true)) {
    return { error: `unknown argument "${more[0] ?? minutesText}"` };
  }
  const minutes = wholeNumber(minutesText ?? String(DEEP_MINUTES), 1, MAX_MINUTES);
  if (minutes === undefined)
    return { error: `--deep takes whole minutes from 1 to ${MAX_MINUTES}, not ${minutesText}` };
  const seed = wholeNumber(values.seed ?? String(randomSeed), 0, MAX_SEED);
  if (seed === undefined) return { error: `--seed takes a whole number from 0 to ${MAX_SEED}, not ${values.seed}` };
  return {
    mode: values.deep === true ? "deep" : "quick",
    minutes,
    only: values.only,
    seed,
    replay: values.replay,
    json: values.json === true,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      deep: { type: "boolean" },
      only: { type: "string" },
      seed: { type: "string" },
      replay: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
}

/**
 * A number below zero is tied to the option before it, so that it is refused as a value of that option: parseArgs takes it
 * for an option of its own.
 */
function tied(args: readonly string[]): string[] {
  const result: string[] = [];
  for (const [index, arg] of args.entries()) {
    const before = args[index - 1] ?? "";
    if (!/^-\d/.test(arg)) result.push(arg);
    else if (before === "--deep") result.push("--", arg);
    else if (before === "--seed") result.splice(-1, 1, `${before}=${arg}`);
    else result.push(arg);
  }
  return result;
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
}
