/** From the bytes of one stream to records of the log ring. Runs in the thread that reads the stream. */

import { Buffer } from "node:buffer";
import { flag, type Level, LogBatch, type LogWriter, level, type RecordFields, type Stream } from "../../core/index.ts";
import { EscapeCleaner, needsCleaning } from "./escapes.ts";
import { levelHints, levelOf } from "./levels.ts";
import { LineSplitter } from "./lines.ts";
import { TailTeller } from "./tail.ts";

const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder();
/** Bytes of an open line that are told: more than a screen is wide, less than an event may hold. */
const MAX_TAIL_BYTES = 2048;

/** Bytes as characters of the same number: the quickest way from bytes to something that a regex can read. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** What the intakes of one thread share: its writer and its scratch memory. */
export class IntakeTools {
  readonly batch = new LogBatch();
  readonly cleaner = new EscapeCleaner();
  readonly writer: LogWriter;

  constructor(writer: LogWriter) {
    this.writer = writer;
  }
}

/** Where the lines of a stream belong. */
export interface IntakeTarget {
  readonly source: number;
  readonly stream: Stream;
  /** Told what stands in the stream's open line, and an empty text when that has ended. */
  readonly tail?: (text: string) => void;
}

/** One stream's way into the ring: `push` every chunk, `end` once. */
export class LogIntake {
  readonly #tools: IntakeTools;
  /** Of the line at hand: one object for all lines, as a flood has millions of them a second. */
  readonly #fields: RecordFields;
  readonly #splitter = new LineSplitter((bytes, start, end, unfinished) => this.#line(bytes, start, end, unfinished));
  readonly #tail: TailTeller | undefined;
  #chunk: Uint8Array = NO_BYTES;
  /** Offsets in the chunk at which a closer look at the level pays, and the first of them not yet passed. */
  #hints: readonly number[] = [];
  #nextHint = 0;
  #ended = false;
  #continues = false;
  #continuedLevel: Level = level.info;
  #late = 0;

  constructor(tools: IntakeTools, target: IntakeTarget) {
    this.#tools = tools;
    this.#fields = { time: 0, source: target.source, stream: target.stream, level: level.info, flags: 0, group: 0 };
    if (target.tail !== undefined) this.#tail = new TailTeller(() => this.#openText(), target.tail);
  }

  /** Whether its process's end was told before: the records say so. */
  set isLate(isLate: boolean) {
    this.#late = isLate ? flag.late : 0;
  }

  /** `time`: when the chunk was read, milliseconds since 1970. */
  push(chunk: Uint8Array, time: number): void {
    this.#fields.time = time;
    this.#chunk = chunk;
    // One search over the whole chunk: a regex or a text for each line would cost more than all the rest.
    this.#ended = false;
    this.#hints = levelHints(latin1(chunk));
    this.#nextHint = 0;
    this.#splitter.push(chunk);
    this.#write();
    this.#chunk = NO_BYTES;
    this.#tail?.moved(this.#ended, this.#splitter.open.length > 0);
  }

  /** The stream has ended: an open last line is written. */
  end(time: number): void {
    this.#fields.time = time;
    this.#splitter.end();
    this.#write();
    this.#tail?.end();
  }

  #openText(): string {
    const { plain, styled } = this.#tools.cleaner.clean(this.#splitter.open.subarray(0, MAX_TAIL_BYTES));
    return decoder.decode(styled ?? plain);
  }

  /** Makes no object and no closure for a plain line: of those a flood would leave millions a second behind. */
  #line(bytes: Uint8Array, start: number, end: number, unfinished: boolean): void {
    const { batch, cleaner } = this.#tools;
    const fields = this.#fields;
    fields.flags = (unfinished ? flag.continued : 0) | (this.#continues ? flag.continuation : 0) | this.#late;
    const look = this.#isWorthALook(bytes, start, end);
    if (needsCleaning(bytes, start, end)) {
      const { plain, styled } = cleaner.clean(bytes.subarray(start, end));
      fields.level = this.#level(look, plain);
      if (!batch.add(fields, plain, styled)) {
        this.#write();
        batch.add(fields, plain, styled);
      }
    } else {
      fields.level = this.#level(look, look ? bytes.subarray(start, end) : NO_BYTES);
      if (!batch.addRange(fields, bytes, start, end)) {
        this.#write();
        batch.addRange(fields, bytes, start, end);
      }
    }
    this.#ended = true;
    this.#continues = unfinished;
    this.#continuedLevel = fields.level;
  }

  #level(look: boolean, plain: Uint8Array): Level {
    if (this.#continues) return this.#continuedLevel;
    return look ? levelOf(latin1(plain)) : level.info;
  }

  /** A line that began in an earlier chunk always is: a word may be cut by the chunk's edge. */
  #isWorthALook(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes !== this.#chunk) return true;
    while ((this.#hints[this.#nextHint] ?? Number.POSITIVE_INFINITY) < start) this.#nextHint++;
    return (this.#hints[this.#nextHint] ?? Number.POSITIVE_INFINITY) < end;
  }

  #write(): void {
    const { batch, writer } = this.#tools;
    if (batch.count > 0) writer.write(batch);
    batch.clear();
  }
}
