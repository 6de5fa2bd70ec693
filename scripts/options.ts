import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * The command line as `config` describes it. `--help` prints `usage` and ends the process with exit code 0; what does not
 * fit ends it with a message and exit code 1.
 */
export function readOptions<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  const args = process.argv.slice(2);
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  if (own.includes("--help") || own.includes("-h")) {
    console.log(`Usage: ${usage}`);
    process.exit(0);
  }
  try {
    return parseArgs<T>({ ...config, args: tied(args, config) });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
    process.exit(1);
  }
}

/** A number below zero is tied to the option that takes it, whose own check then says what it allows. */
function tied(args: readonly string[], { options = {} }: ParseArgsConfig): string[] {
  const result: string[] = [];
  for (const arg of args) {
    const before = result.at(-1) ?? "";
    const takesIt = before.startsWith("--") && options[before.slice(2)]?.type === "string";
    if (takesIt && /^-\d/.test(arg)) result.splice(-1, 1, `${before}=${arg}`);
    else result.push(arg);
  }
  return result;
}
