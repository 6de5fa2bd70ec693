/** Which keys of the table have done what they are for: for the test that says which key no scenario presses. */

import { appendFileSync } from "node:fs";
import { type Binding, bindings } from "../../tui/keys.ts";

/** A key of the table, with where it does what. */
const nameOf = ({ modes, command }: Binding, key: string) => `${modes.join("/")}: ${key} ${command}`;

/** All of them, but what ends typing: that one is found in what is typed, not in the table. */
export const everyKey = (): string[] =>
  bindings
    .filter(({ command }) => command !== "stop-typing")
    .flatMap((binding) => binding.keys.map((key) => nameOf(binding, key)));

/** From here on, each key that calls a command is a line in the file. */
export function recordPressed(file: string): void {
  for (const binding of bindings) {
    // What is pressed is looked for in the keys of one row of the table after the other, until it is found.
    class Keys extends Array<string> {
      override includes(key: string): boolean {
        const isThere = super.includes(key);
        if (isThere) appendFileSync(file, `${nameOf(binding, key)}\n`);
        return isThere;
      }
    }
    Object.assign(binding, { keys: Keys.from(binding.keys) });
  }
}
