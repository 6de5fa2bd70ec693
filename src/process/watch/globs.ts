/** Which files a watch rule means, and which folders can hold such files. */

import { isAbsolute, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";

/** Folders that tools fill with copies of others' work or with results: left out unless a glob names them. */
const ignoredFolders = new Set([
  "node_modules",
  "bower_components",
  ".git",
  ".hg",
  ".svn",
  "dist",
  "build",
  "_build",
  "out",
  "target",
  "coverage",
  "__pycache__",
  "venv",
]);

interface Glob {
  /** Absolute path of the part without wildcards. */
  readonly base: string;
  /** The rest, after the base; empty: the base itself, and all below it where it is a folder. */
  readonly rest: string;
  /** Folder names below the base, at most. */
  readonly depth: number;
  /** `path`: below the base, with `/`. */
  readonly fits: (path: string) => boolean;
  /** Parts of the rest that stand for themselves. */
  readonly named: ReadonlySet<string>;
  /** It names something that begins with a dot: without that `*` and `**` leave such names out. */
  readonly hasDots: boolean;
}

/**
 * The files that fit one of the globs, and none of those with `!` before it, wherever these stand in the list. A glob is
 * relative to a directory, and may lead out of it (`../shared/**`) or be absolute. One without wildcards means a file, or a
 * folder with all that is in it; so does `/` at the end. Only globs with `!` mean all other files. Paths are absolute.
 */
export class FileGlobs {
  readonly #directory: string;
  readonly #wanted: readonly Glob[];
  readonly #excluded: readonly Glob[];

  constructor(directory: string, globs: readonly string[]) {
    this.#directory = resolve(directory);
    const wanted = globs.filter((glob) => !glob.startsWith("!"));
    this.#wanted = (wanted.length === 0 ? ["**"] : wanted).map((glob) => compile(this.#directory, glob, false));
    this.#excluded = globs
      .filter((glob) => glob.startsWith("!"))
      .map((glob) => compile(this.#directory, glob.slice(1), true));
  }

  /** Folders below which all that fits lies: the directory, and those that globs lead to outside of it. */
  roots(): string[] {
    const outside = this.#wanted
      .map(({ base }) => base)
      .filter((base) => pathBelow(this.#directory, base) === undefined);
    const all = [...new Set([...outside.map((base) => resolve(base, "..")), this.#directory])];
    return all.filter((root) => !all.some((other) => other !== root && pathBelow(other, root) !== undefined));
  }

  fits(path: string): boolean {
    const isWanted = this.#wanted.some((glob) => {
      const below = pathBelow(glob.base, path);
      if (below === undefined) return false;
      return (glob.rest === "" || (below !== "" && glob.fits(below))) && isLookedInto(glob, below);
    });
    return isWanted && !this.#excluded.some((glob) => isExcluded(glob, path));
  }

  /** Whether a folder can hold files that fit, itself or in folders below it. */
  mayHold(folder: string): boolean {
    if (this.#wanted.some(({ base }) => pathBelow(folder, base) !== undefined)) return true;
    const isWanted = this.#wanted.some((glob) => {
      const below = pathBelow(glob.base, folder);
      return below !== undefined && below.split("/").length <= glob.depth && isLookedInto(glob, below);
    });
    return isWanted && !this.#excluded.some((glob) => isAllExcluded(glob, folder));
  }
}

function compile(directory: string, text: string, dot: boolean): Glob {
  const tidied = text.replace(/^(?:\.\/)+/, "").replace(/\/+$/, (end) => (isWild(text) ? `${end}**` : ""));
  const { base, glob: rest } = picomatch.scan(tidied);
  const pieces = rest.split(/[/{}(),|]/);
  return {
    base: resolve(directory, base),
    rest,
    depth: rest === "" || rest.includes("**") ? Number.POSITIVE_INFINITY : rest.split("/").length - 1,
    fits: rest === "" ? () => true : picomatch(rest, { dot }),
    named: new Set(pieces.filter((piece) => piece !== "" && !isWild(piece))),
    hasDots: pieces.some((piece) => piece.startsWith(".")),
  };
}

function isWild(text: string): boolean {
  return /[*?[\]{}()!+@]/.test(text);
}

/** Whether nothing on the way from a glob's base down to `below` is left out by its name. */
function isLookedInto({ named, hasDots }: Glob, below: string): boolean {
  return below.split("/").every((name) => {
    if (named.has(name)) return true;
    return !ignoredFolders.has(name) && (hasDots || !name.startsWith("."));
  });
}

function isExcluded(glob: Glob, path: string): boolean {
  const below = pathBelow(glob.base, path);
  return below !== undefined && (glob.rest === "" || (below !== "" && glob.fits(below)));
}

/** Whether all that is in a folder is left out. */
function isAllExcluded(glob: Glob, folder: string): boolean {
  const below = pathBelow(glob.base, folder);
  if (below === undefined) return false;
  return glob.rest === "" || glob.rest === "**" || (glob.rest.endsWith("/**") && below !== "" && glob.fits(below));
}

/** The way from a folder down to `path`, with `/`; empty for the folder itself, undefined where it is not below. */
function pathBelow(folder: string, path: string): string | undefined {
  const way = relative(folder, path);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) return undefined;
  return sep === "/" ? way : way.replaceAll(sep, "/");
}
