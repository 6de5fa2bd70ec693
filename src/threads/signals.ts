/** The signals that end the program. */

/** Each asks for an orderly end: Ctrl-C, Ctrl-\, kill, a closed terminal. With the number that a shell adds to 128 for it. */
const numbers = { SIGINT: 2, SIGQUIT: 3, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Calls `first` at the first of them, with the exit code that tells it (130 for Ctrl-C), and `again` at every later one. `hasKeyboard`
 * is asked at a key's signal: false, it is meant for another program in the same terminal.
 */
export function onEndSignals(
  first: (exitCode: number) => void,
  again: () => void,
  hasKeyboard: () => boolean = () => true,
): void {
  let asked = false;
  for (const [name, number] of Object.entries(numbers)) {
    process.on(name, () => {
      if ((name === "SIGINT" || name === "SIGQUIT") && !hasKeyboard()) return;
      if (asked) again();
      asked = true;
      first(128 + number);
    });
  }
}
