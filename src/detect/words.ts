/** Names for people: the nearest known ones for a misspelt word, and unique ones for new processes. */

import { distance } from "fastest-levenshtein";

/** Known names that `word` was probably meant to be, nearest first: within a third of its length, or containing it. */
export function nearestNames(word: string, names: Iterable<string>, limit = 3): string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  const scored: { name: string; score: number }[] = [];
  for (const name of new Set(names)) {
    const known = name.toLowerCase();
    if (known === "") continue;
    const contained = wanted.length >= 2 && (known.includes(wanted) || wanted.includes(known));
    const score = contained ? 1 : distance(wanted, known);
    if (score <= allowed && score < Math.max(wanted.length, known.length)) scored.push({ name, score });
  }
  scored.sort((a, b) => a.score - b.score || a.name.localeCompare(b.name));
  return scored.slice(0, limit).map((entry) => entry.name);
}

/** `Did you mean "dev" or "dev:api"?`, or nothing when no name is near. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const near = nearestNames(word, names).map((name) => `"${name}"`);
  const last = near.pop();
  if (last === undefined) return "";
  return `Did you mean ${near.length > 0 ? `${near.join(", ")} or ${last}` : last}?`;
}

/** `name`, or `name-2`, `name-3` … when it is taken. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) candidate = `${name}-${count}`;
  return candidate;
}
