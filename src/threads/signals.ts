/** The signals that end the program. */

/** Each asks for an orderly end: Ctrl-C, kill, a closed terminal. */
const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Calls `first` at the first of them and `again` at every later one. */
export function onEndSignals(first: () => void, again: () => void): void {
  let asked = false;
  for (const name of names) {
    process.on(name, () => {
      if (asked) again();
      asked = true;
      first();
    });
  }
}
