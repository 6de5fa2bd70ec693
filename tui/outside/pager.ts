/** Which pager shows a text, and the private file that it reads it from. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { commandOf, type Find } from "./choose-editor.ts";
import { type Environment, isSet, type Surroundings } from "./environment.ts";

/** A pager's command line without the file. */
export interface PagerCall {
  readonly words: string[];
  readonly env: Environment;
  /** It shows colours and lets nothing else through; any other gets plain text. */
  readonly takesStyles: boolean;
}

/** `PAGER`, else less, else more. Throws an Error with a sentence where there is none. */
export function choosePager(where: Surroundings, find: Find): PagerCall {
  const { env } = where;
  // Whose PAGER is "cat" wants no paging, which here would show nothing at all.
  const isUsers = (env["PAGER"] ?? "").trim() !== "" && !/^\s*(\S*\/)?cat\b/.test(env["PAGER"] ?? "");
  const words = isUsers ? commandOf("PAGER", where, find) : ownPager(find);
  const [program = "", ...options] = words;
  if (!/^less(\.exe)?$/i.test(basename(program))) return { words, env, takesStyles: false };
  const settings = isSet(env, "LESS") ? env : { ...env, LESS: "-R" };
  const isTold = /(^|\s)-?[a-zA-Z]*R/.test(settings["LESS"] ?? "") || options.some((one) => /^-[a-zA-Z]*R/.test(one));
  return { words, env: settings, takesStyles: isTold };
}

function ownPager(find: Find): string[] {
  const less = find("less");
  if (less !== undefined) return [less, "-R"];
  const more = find("more");
  if (more !== undefined) return [more];
  throw new Error("No pager was found: neither less nor more is installed. Set PAGER to the one that you use.");
}

/** A file that nobody else can read, in a directory of its own, until it is removed. */
export class PrivateFile {
  readonly path: string;
  readonly #directory: string;

  constructor(name: string, text: string) {
    this.#directory = mkdtempSync(join(tmpdir(), "brum-pager-"));
    this.path = join(this.#directory, name);
    writeFileSync(this.path, text, { mode: 0o600, flag: "wx" });
  }

  /** Does not throw, and may be called twice. */
  remove(): void {
    try {
      rmSync(this.#directory, { recursive: true, force: true });
    } catch {
      // The system removes what is old from there.
    }
  }
}
