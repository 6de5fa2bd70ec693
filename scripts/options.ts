import { type ParseArgsConfig, parseArgs } from "node:util";

/** The command line as `config` describes it. What does not fit ends the process with a message and exit code 1. */
export function readOptions<T extends ParseArgsConfig>(usage: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
    process.exit(1);
  }
}
