/** Sentences in rows. */

/** Breaks a sentence at its blanks; a word that is wider than a row is broken, too. */
export function words(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(" ")) {
    if (row !== "" && row.length + 1 + word.length > width) {
      rows.push(row);
      row = "";
    }
    row = row === "" ? word : `${row} ${word}`;
    while (row.length > width) {
      rows.push(row.slice(0, width));
      row = row.slice(width);
    }
  }
  return [...rows, row];
}
