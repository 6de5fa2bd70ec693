/** The command line's side of the program: its arguments and commands, its headless output, what its terminal can do. */

export { type Arguments, exitCode, parseArguments } from "./arguments.ts";
export { guarded, isPlain, performPlain } from "./commands/index.ts";
export { chosenInstance, NoInstanceError } from "./commands/instance.ts";
export { processIo } from "./commands/io.ts";
export { mcpInstall } from "./commands/mcp-install.ts";
export { runThere, withArguments } from "./commands/run.ts";
export { instanceIn, meet } from "./commands/second.ts";
export { ExchangePrinter } from "./exchange-printer.ts";
export { failureStatus } from "./exit-status.ts";
export { HeadlessPrinter } from "./headless.ts";
export { nameFilter, nameTest } from "./name-filter.ts";
export { type LineForm, LineFormat } from "./output.ts";
export { GithubFormat } from "./output-github.ts";
export { JsonFormat } from "./output-json.ts";
export type { ServeForm } from "./proxy-options.ts";
export { stdoutSink } from "./stdout.ts";
export type { Subcommand } from "./subcommands.ts";
export { chooseScreen, speaksUtf8 } from "./terminal.ts";
