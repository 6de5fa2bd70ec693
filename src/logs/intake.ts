/** From the bytes of one stream to records of the log ring. Runs in the thread that reads the stream. */

import { flag, type Level, LogBatch, type LogWriter, level, type RecordFields, type Stream } from "../../core/index.ts";
import { EscapeCleaner } from "./escapes.ts";
import { levelOf, mayHaveLevel } from "./levels.ts";
import { LineSplitter } from "./lines.ts";

/** What the intakes of one thread share: its writer and its scratch memory. */
export class IntakeTools {
  readonly batch = new LogBatch();
  readonly cleaner = new EscapeCleaner();
  readonly latin1 = new TextDecoder("latin1");
  readonly writer: LogWriter;

  constructor(writer: LogWriter) {
    this.writer = writer;
  }
}

/** Where the lines of a stream belong. */
export interface IntakeTarget {
  readonly source: number;
  readonly stream: Stream;
}

/** One stream's way into the ring: `push` every chunk, `end` once. */
export class LogIntake {
  readonly #tools: IntakeTools;
  readonly #target: IntakeTarget;
  readonly #splitter = new LineSplitter((line, unfinished) => this.#line(line, unfinished));
  #time = 0;
  /** False while nothing in the chunk at hand can give a line a level but `info`. */
  #lookAtLevels = true;
  #continues = false;
  #continuedLevel: Level = level.info;

  constructor(tools: IntakeTools, target: IntakeTarget) {
    this.#tools = tools;
    this.#target = target;
  }

  /** `time`: when the chunk was read, milliseconds since 1970. */
  push(chunk: Uint8Array, time: number): void {
    this.#time = time;
    // A word may be cut by the chunk's edge: with an open line each line is looked at.
    this.#lookAtLevels = this.#splitter.open || mayHaveLevel(this.#tools.latin1.decode(chunk));
    this.#splitter.push(chunk);
    this.#write();
  }

  /** The stream has ended: an open last line is written. */
  end(time: number): void {
    this.#time = time;
    this.#lookAtLevels = true;
    this.#splitter.end();
    this.#write();
  }

  #line(line: Uint8Array, unfinished: boolean): void {
    const { batch, cleaner } = this.#tools;
    const { plain, styled } = cleaner.clean(line);
    const fields: RecordFields = {
      time: this.#time,
      source: this.#target.source,
      stream: this.#target.stream,
      level: this.#level(plain),
      flags: (unfinished ? flag.continued : 0) | (this.#continues ? flag.continuation : 0),
      group: 0,
    };
    this.#continues = unfinished;
    this.#continuedLevel = fields.level;
    if (batch.add(fields, plain, styled)) return;
    this.#write();
    batch.add(fields, plain, styled);
  }

  #level(plain: Uint8Array): Level {
    if (this.#continues) return this.#continuedLevel;
    return this.#lookAtLevels ? levelOf(this.#tools.latin1.decode(plain)) : level.info;
  }

  #write(): void {
    const { batch, writer } = this.#tools;
    if (batch.count > 0) writer.write(batch);
    batch.clear();
  }
}
