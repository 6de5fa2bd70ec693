/** Words that are no scripts when they stand first on the command line; such a script is reached by `brum run NAME`. */
export const subcommands: readonly string[] = [
  "ps",
  "logs",
  "errors",
  "events",
  "history",
  "stop",
  "restart",
  "wait",
  "ports",
  "proxy",
  "doctor",
  "run",
  "init",
  "mcp",
  "completion",
];
