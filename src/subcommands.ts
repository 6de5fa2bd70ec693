/** Words that are no scripts when they stand first on the command line. */
export const subcommands: readonly string[] = ["doctor"];
