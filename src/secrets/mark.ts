/** What stands in place of a secret: `‹secret:github token›`. */

/** The marks' beginning and end: characters that hardly any program prints. */
const OPEN = "‹secret:";
const CLOSE = "›";
/** The first character of a mark. */
export const MARK_START = OPEN.charCodeAt(0);
/** Characters that a kind has at most. */
const KIND_CHARACTERS = 40;

/** A part of a text that is a secret. */
export interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  /** What it is, for who reads the mark: `jwt`, or a variable's name. */
  readonly kind: string;
}

/** The mark for a kind. */
export function markOf(kind: string): string {
  return `${OPEN}${kind.slice(0, KIND_CHARACTERS)}${CLOSE}`;
}

/** Whether a mark stands there already, or, where a text was cut, the beginning of one. */
export function isMarked(value: string): boolean {
  return value.startsWith(OPEN) || (value !== "" && OPEN.startsWith(value));
}

/** The text with marks in place of the spans; where those overlap they are one, of the first one's kind. */
export function marked(text: string, spans: readonly Span[]): string {
  const inOrder = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  let result = "";
  let copied = 0;
  for (let index = 0; index < inOrder.length; ) {
    const { start, kind } = inOrder[index] ?? { start: text.length, kind: "" };
    let { end } = inOrder[index++] ?? { end: text.length };
    for (let next = inOrder[index]; next !== undefined && next.start < end; next = inOrder[++index]) {
      end = Math.max(end, next.end);
    }
    result += text.slice(copied, start) + markOf(kind);
    copied = end;
  }
  return result + text.slice(copied);
}

/** Where the mark that begins at an index ends; undefined: none begins there. */
export function markEnd(text: string, at: number): number | undefined {
  if (!text.startsWith(OPEN, at)) return undefined;
  const end = text.slice(at, at + OPEN.length + KIND_CHARACTERS + CLOSE.length).indexOf(CLOSE);
  return end < 0 ? undefined : at + end + CLOSE.length;
}
