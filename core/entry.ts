/** The entry at `index`, which must be there: for tables of a known size. Throws a RangeError where it is not. */
export function entryAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no entry ${index} in a table of ${items.length}`);
  return item;
}
