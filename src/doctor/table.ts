/** Text in columns. */

/** A meaning gets at least this many characters of a line, however narrow the terminal is. */
const LEAST_MEANING = 24;

/** Lines of a mark (one character or none), a name to the left, and numbers to the right, each column as wide as needed. */
export function table(lines: readonly (readonly string[])[]): string[] {
  const widths = lines.reduce<number[]>(
    (most, cells) => cells.map((cell, column) => Math.max(cell.length, most[column] ?? 0)),
    [],
  );
  return lines.map(([mark = "", name = "", ...numbers]) => {
    const padded = numbers.map((cell, column) => cell.padStart(widths[column + 2] ?? 0));
    return `  ${mark.padEnd(1)} ${name.padEnd(widths[1] ?? 0)}  ${padded.join("  ")}`.trimEnd();
  });
}

/** `text` right behind `start`, going on below itself where a line of `width` characters is full. */
export function hanging(start: string, text: string, width: number): string {
  const room = Math.max(LEAST_MEANING, width - start.length);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `${index === 0 ? start : " ".repeat(start.length)}${line}`).join("\n");
}
