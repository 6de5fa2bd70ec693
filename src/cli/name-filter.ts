/** Which names are meant: globs of `--only`, `--exclude` and `--tty`. */

import picomatch from "picomatch";

/** True for a name that fits one of the globs; `*` stands for any characters, `/` and `:` among them. */
export function nameTest(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch([...globs], { bash: true, dot: true });
}

/** True for a name whose lines are wanted: one of `only` (none given: any), and none of `exclude`. */
export function nameFilter(only: readonly string[], exclude: readonly string[]): (name: string) => boolean {
  const isWanted = only.length === 0 ? () => true : nameTest(only);
  const isUnwanted = nameTest(exclude);
  return (name) => isWanted(name) && !isUnwanted(name);
}
