/** The command line's side of the program: its arguments, its headless output, what its terminal can do. */

export { type Arguments, type DoctorArguments, parseArguments } from "./arguments.ts";
export { HeadlessPrinter } from "./headless.ts";
export { stdoutSink } from "./stdout.ts";
export { chooseScreen, speaksUtf8 } from "./terminal.ts";
