/** Kinds of lines and of events, as they are given on the command line. */

import { didYouMean } from "../../detect/index.ts";
import { UsageError } from "./usage.ts";

/**
 * The known ones that are named: words parted by commas, in the singular or the plural, in all arguments of `option`. Throws
 * {@link UsageError} for one that there is none of.
 */
export function chosenKinds<Kind extends string>(
  option: string,
  given: readonly string[],
  known: readonly Kind[],
): Kind[] {
  const words = given.flatMap((one) => one.split(",")).map((word) => word.trim());
  const chosen = new Set(words.map((word) => kindOf(option, word, known)));
  return known.filter((kind) => chosen.has(kind));
}

function kindOf<Kind extends string>(option: string, word: string, known: readonly Kind[]): Kind {
  const kind = known.find((one) => singular(one) === singular(word));
  if (kind !== undefined) return kind;
  const near = didYouMean(word, known.map(singular));
  throw new UsageError(`${option} knows ${known.join(", ")}, not "${word}".${near === "" ? "" : ` ${near}`}`);
}

function singular(text: string): string {
  return text.toLowerCase().replace(/s$/, "");
}
