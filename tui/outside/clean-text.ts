/** Text as it leaves the screen, for the clipboard and for pagers: what a program printed may command a terminal, a text may not. */

// CSI; strings with their end, which is in the same line; any other escape sequence; control characters but tab and newline.
const commands =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const style = /^\x1b\[[\d;:]*m$/;

/** Without escape sequences, control characters (newline and tab stay), blanks at the ends of lines, and empty lines at its end. */
export function cleanText(text: string): string {
  return trimLines(text.replace(commands, ""));
}

/** The same, but colours and attributes stay. */
export function styledText(text: string): string {
  return trimLines(text.replace(commands, (command) => (style.test(command) ? command : "")));
}

function trimLines(text: string): string {
  const lines = text.toWellFormed().split("\n");
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}

/** The beginning of a text. */
export interface Beginning {
  readonly text: string;
  readonly lines: number;
  /** Lines of the whole text. */
  readonly of: number;
  readonly isWhole: boolean;
}

/** As many whole lines as `bytes` of UTF-8 hold; of a single line that is longer, as many characters. */
export function beginningOf(text: string, bytes: number): Beginning {
  const of = countLines(text);
  if (Buffer.byteLength(text) <= bytes) return { text, lines: of, of, isWhole: true };
  const buffer = Buffer.from(text);
  let end = bytes;
  // A byte 10xxxxxx goes on with a character.
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const newline = buffer.lastIndexOf("\n", end);
  const cut = buffer.toString("utf8", 0, newline > 0 ? newline : end);
  return { text: cut, lines: countLines(cut), of, isWhole: false };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}
