/** Scripts that stand for programs outside of the screen. What each was told and given lies beside it, as `<name>.log` and `<name>.got`. */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../support/folder.ts";

/** Takes a text on its standard input. */
export const taker = `#!/bin/sh
printf '%s\\n' "$@" >"$0.log"
/bin/cat >"$0.part"
/bin/mv "$0.part" "$0.got"
`;

/** Writes down what it is told and where, and ends with this code. */
export const starter = (code = 0) => `#!/bin/sh
{ pwd; printf '%s\\n' "$@"; } >"$0.part"
/bin/mv "$0.part" "$0.log"
exit ${code}
`;

/**
 * An editor of the terminal: writes down its arguments, its directory, and how it found the terminal, then does what is typed to it, a
 * word a line.
 */
export const editor = `#!/bin/sh
trap 'seen=yes; echo interrupted >>"$0.log"; echo SAW INTERRUPT' INT
trap 'echo hung up >>"$0.log"; exit 0' HUP
{ printf 'argument %s\\n' "$@"; pwd; stty -a; cat /proc/self/fdinfo/0 2>/dev/null; } >"$0.part"
mv "$0.part" "$0.log"
echo EDITOR OPEN
while :; do
  seen= word=
  read -r word || [ -n "$seen" ] || exit 9
  case $word in
    quit) exit 0 ;;
    fail) exit 3 ;;
    fragile) trap - INT; echo NOW FRAGILE ;;
    stubborn) trap '' HUP; printf '\\033[?1049hNOW STUBBORN'; stty raw -echo ;;
    stop) kill -TSTP 0; echo WENT ON ;;
    ahead) stty raw -echo; echo TYPE AHEAD; sleep 0.8; exit 0 ;;
    wild) printf '\\033[?1049h\\033[?1003h\\033[?25l\\033[31mWILD'; stty raw -echo; sleep 0.3; kill -9 $$ ;;
  esac
done
`;

/** A pager: the same with the file's text. */
export const pager = `#!/bin/sh
{ ls -ld "\${1%/*}"; ls -l "$1"; cat "$1"; } >"$0.log"
echo "PAGER OPEN $1"
read -r word
`;

/** A folder with programs on it, and what they have written. */
export class FakePrograms implements Disposable {
  readonly #folder: ReturnType<typeof makeFolder>;
  readonly path: string;

  /** Name of a program → its script. Other names with a dot or a slash are files beside them. */
  constructor(files: Readonly<Record<string, string>>) {
    this.#folder = makeFolder(files);
    this.path = this.#folder.path;
  }

  program(name: string): string {
    return join(this.path, name);
  }

  /** Undefined: it has not been started. */
  log(name: string): string | undefined {
    return this.#read(`${name}.log`);
  }

  /** The log of its next start is another. */
  forget(name: string): void {
    rmSync(this.program(`${name}.log`), { force: true });
  }

  /** What it took, whole; undefined: nothing. */
  got(name: string): string | undefined {
    return this.#read(`${name}.got`);
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.path, name), "utf8");
    } catch {
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}
