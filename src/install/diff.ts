/** What a change of a text is, as a person reads it. Pure. */

/** Lines before and after the change that are shown with it. */
const AROUND = 3;

/** Lines that begin with `-` (they go), `+` (they come) or a blank (they stay); none where nothing changes. */
export function changedLines(before: string, after: string): string[] {
  if (before === after) return [];
  const old = linesOf(before);
  const now = linesOf(after);
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const mark = (sign: string, lines: readonly string[]) => lines.map((line) => `${sign} ${line}`.trimEnd());
  return [
    ...mark(" ", old.slice(Math.max(0, start - AROUND), start)),
    ...mark("-", old.slice(start, old.length - end)),
    ...mark("+", now.slice(start, now.length - end)),
    ...mark(" ", old.slice(old.length - end, old.length - end + AROUND)),
  ];
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // The line break at the end begins no line.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
