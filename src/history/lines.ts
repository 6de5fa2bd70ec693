/** Reads lines back: block by block, with bounded memory, skipping what cannot hold what is looked for. */

import type { LogRecord } from "../../core/index.ts";
import type { SqlDatabase, SqlRow } from "../runtime/index.ts";
import { blockText, unpackBlock } from "./block.ts";
import { historyLimits } from "./limits.ts";

/** What is looked for; all that is given must hold. */
export interface LineQuery {
  /** Sources by their numbers. */
  readonly sources?: ReadonlySet<number>;
  readonly minLevel?: number;
  /** At least one of these flags. */
  readonly anyFlags?: number;
  /** Numbers of errors that the records belong to. */
  readonly groups?: ReadonlySet<number>;
  /** Milliseconds since 1970: from, and before. */
  readonly since?: number;
  readonly until?: number;
  /** Sequences: from, and before. */
  readonly from?: number;
  readonly to?: number;
  /** The plain text holds this. */
  readonly text?: string;
  readonly ignoreCase?: boolean;
  /** The plain text passes. */
  readonly test?: (text: string) => boolean;
}

/** Records that were never written, as the flood was faster: so many before `sequence`. */
export interface Gap {
  readonly sequence: number;
  readonly missed: number;
  /** When that was noticed. */
  readonly time: number;
}

export type Part = { readonly records: readonly LogRecord[] } | { readonly gap: Gap };

/** What a run holds for the query, oldest first; `backwards`: the newest first, in parts and in them. */
export function* linesOf(database: SqlDatabase, run: number, query: LineQuery, backwards = false): Generator<Part> {
  const gaps = gapsOf(database, run, query);
  if (backwards) gaps.reverse();
  let nextGap = 0;
  const isBefore = (gap: Gap, sequence: number) => (backwards ? gap.sequence > sequence : gap.sequence <= sequence);
  for (const block of blocksOf(database, run, query, backwards)) {
    const edge = Number(backwards ? block["last_sequence"] : block["first_sequence"]);
    for (let gap = gaps[nextGap]; gap !== undefined && isBefore(gap, edge); gap = gaps[++nextGap]) yield { gap };
    const records = recordsOf(block, query);
    if (records === undefined) {
      const sequence = Number(block["last_sequence"]) + 1;
      yield {
        gap: { sequence, missed: sequence - Number(block["first_sequence"]), time: Number(block["first_time"]) },
      };
    } else if (records.length > 0) yield { records: backwards ? records.reverse() : records };
  }
  for (const gap of gaps.slice(nextGap)) yield { gap };
}

/** What passes of a block; undefined: the block is damaged, and its lines are lost. */
function recordsOf({ data }: SqlRow, query: LineQuery): LogRecord[] | undefined {
  if (!(data instanceof Uint8Array)) return undefined;
  try {
    if (query.text !== undefined && query.text !== "" && !mayHold(data, query)) return [];
    return unpackBlock(data).filter((record) => passes(record, query));
  } catch {
    return undefined;
  }
}

function gapsOf(database: SqlDatabase, run: number, { from = 0, to = Number.MAX_SAFE_INTEGER }: LineQuery): Gap[] {
  return database
    .prepare(
      "SELECT sequence, missed, time FROM gaps WHERE run = ? AND sequence > ? AND sequence <= ? ORDER BY sequence",
    )
    .all(run, from, to)
    .map((row) => ({ sequence: Number(row["sequence"]), missed: Number(row["missed"]), time: Number(row["time"]) }));
}

/** The blocks that may hold something, a few at a time. */
function* blocksOf(database: SqlDatabase, run: number, query: LineQuery, backwards: boolean): Generator<SqlRow> {
  const conditions = ["run = ?"];
  const values: (string | number)[] = [run];
  const add = (condition: string, value: string | number | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add("max_level >= ?", query.minLevel);
  add("(flags & ?) <> 0", query.anyFlags === 0 ? undefined : query.anyFlags);
  add("last_time >= ?", query.since);
  add("first_time < ?", query.until);
  add("last_sequence >= ?", query.from);
  add("first_sequence < ?", query.to);
  if (query.sources !== undefined) {
    const any = [...query.sources].map(() => "instr(sources, ?) > 0");
    conditions.push(`(${any.length === 0 ? "0" : any.join(" OR ")})`);
    values.push(...[...query.sources].map((source) => `,${source},`));
  }
  const words = indexWords(query.text ?? "");
  if (words !== "") {
    // Blocks that are not indexed yet are looked at themselves.
    conditions.push(
      "(id > (SELECT value FROM state WHERE name = 'indexed') OR id IN (SELECT rowid FROM words WHERE words MATCH ?))",
    );
    values.push(words);
  }
  const [compare, order] = backwards ? ["<", "DESC"] : [">", "ASC"];
  const statement = database.prepare(
    `SELECT id, first_sequence, last_sequence, first_time, data FROM blocks WHERE ${conditions.join(" AND ")} AND id ${compare} ? ORDER BY id ${order} LIMIT ${historyLimits.stepBlocks}`,
  );
  for (let last = backwards ? Number.MAX_SAFE_INTEGER : 0; ; ) {
    const blocks = statement.all(...values, last);
    yield* blocks;
    if (blocks.length < historyLimits.stepBlocks) return;
    last = Number(blocks.at(-1)?.["id"] ?? 0);
  }
}

/**
 * Words of the text that a line with it must hold as whole words, or as the beginning of one, as a query of the index. The first may
 * be the end of a longer word, so it tells nothing.
 */
function indexWords(text: string): string {
  const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)].filter(({ index }) => index > 0);
  return words
    .map(([word], index) => {
      const isLast = index === words.length - 1 && text.endsWith(word);
      return `"${word}"${isLast ? "*" : ""}`;
    })
    .join(" AND ");
}

function mayHold(data: Uint8Array, { text = "", ignoreCase = false }: LineQuery): boolean {
  const { lines } = blockText(data);
  return ignoreCase ? lines.toLowerCase().includes(text.toLowerCase()) : lines.includes(text);
}

/** Whether a record is what is looked for. */
export function passes(record: LogRecord, query: LineQuery): boolean {
  const { sources, minLevel = 0, anyFlags = 0, text = "", ignoreCase = false, test } = query;
  if (record.level < minLevel || (anyFlags !== 0 && (record.flags & anyFlags) === 0)) return false;
  if (sources !== undefined && !sources.has(record.source)) return false;
  if (query.groups?.has(record.group) === false) return false;
  if (record.time < (query.since ?? Number.NEGATIVE_INFINITY)) return false;
  if (record.time >= (query.until ?? Number.POSITIVE_INFINITY)) return false;
  if (record.sequence < (query.from ?? 0) || record.sequence >= (query.to ?? Number.POSITIVE_INFINITY)) return false;
  if (text !== "") {
    const holds = ignoreCase ? record.text.toLowerCase().includes(text.toLowerCase()) : record.text.includes(text);
    if (!holds) return false;
  }
  return test?.(record.text) ?? true;
}
