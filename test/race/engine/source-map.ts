/** From a position in the bundle to the source (Source Map, ECMA-426, section "mappings"). */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

interface Segment {
  readonly column: number;
  readonly source: number;
  readonly line: number;
}

export class SourceMap {
  readonly #sources: readonly string[];
  /** Per line of the bundle, by rising column. */
  readonly #lines: Segment[][];

  constructor(json: string) {
    const map: { sources: string[]; mappings: string } = JSON.parse(json);
    // Paths as the repository names them.
    this.#sources = map.sources.map((path) => path.replace(/^.*?((core|test)\/)/, "$1"));
    let source = 0;
    let line = 0;
    this.#lines = map.mappings.split(";").map((text) => {
      let column = 0;
      return text
        .split(",")
        .filter((part) => part !== "")
        .map((part) => {
          const [columns = 0, sources = 0, lines = 0] = decode(part);
          column += columns;
          source += sources;
          line += lines;
          return { column, source, line };
        });
    });
  }

  /** `file:line` of a line and column of the bundle, both counted from 1. */
  place(line: number, column: number): string | undefined {
    const segment = this.#lines[line - 1]?.findLast((one) => one.column <= column - 1);
    return segment && `${this.#sources[segment.source]}:${segment.line + 1}`;
  }
}

/** The numbers of a segment (base 64, variable length, lowest bit the sign). */
function decode(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
