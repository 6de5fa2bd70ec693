/** A line of text that is being typed: what each key makes of it. Pure. */

export interface EditLine {
  readonly text: string;
  /** Where the next character goes, in UTF-16 units of `text`. */
  readonly cursor: number;
}

export const emptyLine: EditLine = { text: "", cursor: 0 };

export function lineOf(text: string): EditLine {
  return { text, cursor: text.length };
}

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The cursor one character as a person sees it to the left; a flag or a joined emoji is one. */
function before({ text, cursor }: EditLine): number {
  let last = 0;
  for (const { index } of segments.segment(text.slice(0, cursor))) last = index;
  return last;
}

function after({ text, cursor }: EditLine): number {
  for (const { segment } of segments.segment(text.slice(cursor))) return cursor + segment.length;
  return cursor;
}

function wordBefore({ text, cursor }: EditLine): number {
  return text.slice(0, cursor).replace(/\S+\s*$|\s+$/u, "").length;
}

function wordAfter({ text, cursor }: EditLine): number {
  return cursor + (/^\s*\S*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}

function cut(line: EditLine, from: number, to: number): EditLine {
  return { text: line.text.slice(0, from) + line.text.slice(to), cursor: from };
}

/** By blessed's names, as shells have them (readline's Emacs mode). */
const edits: Readonly<Record<string, (line: EditLine) => EditLine>> = {
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: after(line) }),
  "C-b": (line) => ({ ...line, cursor: before(line) }),
  "C-f": (line) => ({ ...line, cursor: after(line) }),
  home: (line) => ({ ...line, cursor: 0 }),
  end: (line) => ({ ...line, cursor: line.text.length }),
  "C-a": (line) => ({ ...line, cursor: 0 }),
  "C-e": (line) => ({ ...line, cursor: line.text.length }),
  "M-b": (line) => ({ ...line, cursor: wordBefore(line) }),
  "M-f": (line) => ({ ...line, cursor: wordAfter(line) }),
  "C-left": (line) => ({ ...line, cursor: wordBefore(line) }),
  "C-right": (line) => ({ ...line, cursor: wordAfter(line) }),
  backspace: (line) => cut(line, before(line), line.cursor),
  delete: (line) => cut(line, line.cursor, after(line)),
  "C-d": (line) => cut(line, line.cursor, after(line)),
  "C-w": (line) => cut(line, wordBefore(line), line.cursor),
  "M-d": (line) => cut(line, line.cursor, wordAfter(line)),
  "C-u": (line) => cut(line, 0, line.cursor),
  "C-k": (line) => cut(line, line.cursor, line.text.length),
};

/** The line after a key; null: the key does not edit. `typed`: the character that it is, if it is one. */
export function editLine(line: EditLine, key: string, typed: string | undefined, limit: number): EditLine | null {
  const edit = Object.hasOwn(edits, key) ? edits[key] : undefined;
  if (edit !== undefined) return edit(line);
  if (typed === undefined || /[\p{Cc}\p{Cs}]/u.test(typed)) return null;
  if (line.text.length + typed.length > limit) return line;
  const text = line.text.slice(0, line.cursor) + typed + line.text.slice(line.cursor);
  return { text, cursor: line.cursor + typed.length };
}
