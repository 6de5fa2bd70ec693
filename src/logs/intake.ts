/** From the bytes of one stream to records of the log ring. Runs in the thread that reads the stream. */

import {
  flag,
  type Level,
  type LogBatch,
  type LogWriter,
  level,
  type RecordFields,
  type Stream,
} from "../../core/index.ts";
import type { LineAnalyser } from "./analyser.ts";
import { LineChoice } from "./choice.ts";
import { EchoWatch } from "./echo.ts";
import { EscapeCleaner, needsCleaning } from "./escapes.ts";
import { DirectOutlet, type Outlet } from "./intake-outlet.ts";
import { levelOf } from "./levels.ts";
import { LineSplitter } from "./lines.ts";
import { TailTeller } from "./tail.ts";
import { utf8 } from "./text.ts";

const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder();
/** Bytes of an open line that are told: more than a screen is wide, less than an event may hold. */
const MAX_TAIL_BYTES = 2048;
/** Milliseconds without output after which what an analyser holds back is told: what belongs together comes faster. */
const PAUSE_MS = 250;
/** Bytes of a line that is analysed: an error's JSON with its stack may be long. */
const MAX_ANALYSED = 64 * 1024;

/** What the intakes of one thread share: its writer and its scratch memory. */
export class IntakeTools {
  readonly cleaner = new EscapeCleaner();
  /** For lines that are looked at once more, while {@link cleaner} still holds another. */
  readonly contextCleaner = new EscapeCleaner();
  readonly writer: LogWriter;
  readonly outlet: DirectOutlet;

  constructor(writer: LogWriter) {
    this.writer = writer;
    this.outlet = new DirectOutlet(writer);
  }
}

/** Where the lines of a stream belong, and who reads them. */
export interface IntakeTarget {
  readonly source: number;
  readonly stream: Stream;
  /** Told what stands in the stream's open line, and an empty text when that has ended. */
  readonly tail?: (text: string) => void;
  readonly analyser?: LineAnalyser;
}

/** One stream's way into the ring: `push` every chunk, `end` once. */
export class LogIntake {
  readonly #tools: IntakeTools;
  readonly #outlet: Outlet;
  readonly #batch: LogBatch;
  /** Of the line at hand: one object for all lines, as a flood has millions of them a second. */
  readonly #fields: RecordFields;
  readonly #splitter = new LineSplitter((bytes, start, end, unfinished) => this.#line(bytes, start, end, unfinished));
  readonly #choice = new LineChoice();
  readonly #echo = new EchoWatch();
  readonly #tail: TailTeller | undefined;
  readonly #analyser: LineAnalyser | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #chunk: Uint8Array = NO_BYTES;
  #ended = false;
  #continues = false;
  #continuedLevel: Level = level.info;
  #continuedGroup = 0;
  #late = 0;

  /** `outlet`: the stream's own, where it is not that of the thread. */
  constructor(tools: IntakeTools, target: IntakeTarget, outlet: Outlet = tools.outlet) {
    this.#tools = tools;
    this.#outlet = outlet;
    this.#batch = outlet.batch;
    this.#analyser = target.analyser;
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
    this.#ended = false;
    // One search over the whole chunk: a regex or a text for each line would cost more than all the rest.
    this.#choice.start(chunk);
    this.#splitter.push(chunk);
    this.#choice.finish((start, end) => this.#contextOf(start, end));
    this.#outlet.done();
    this.#chunk = NO_BYTES;
    this.#tail?.moved(this.#ended, this.#splitter.open.length > 0);
    this.#awaitPause();
  }

  /** The stream has ended: an open last line is written. */
  end(time: number): void {
    this.#fields.time = time;
    this.#splitter.end();
    this.#outlet.done();
    this.#tail?.end();
    clearTimeout(this.#pause);
    this.#analyser?.end();
  }

  #openText(): string {
    const { plain, styled } = this.#tools.cleaner.clean(this.#splitter.open.subarray(0, MAX_TAIL_BYTES));
    return decoder.decode(styled ?? plain);
  }

  /** Makes no object and no closure for a plain line: of those a flood would leave millions a second behind. */
  #line(bytes: Uint8Array, start: number, end: number, unfinished: boolean): void {
    const { cleaner } = this.#tools;
    const batch = this.#batch;
    const fields = this.#fields;
    fields.flags = (unfinished ? flag.continued : 0) | (this.#continues ? flag.continuation : 0) | this.#late;
    const isRaw = bytes === this.#chunk;
    if ((!isRaw || this.#choice.hasControls) && needsCleaning(bytes, start, end)) {
      const { plain, styled } = cleaner.clean(bytes.subarray(start, end));
      this.#look(bytes, start, end, plain);
      if (!batch.add(fields, plain, styled)) {
        this.#outlet.flush();
        batch.add(fields, plain, styled);
      }
    } else {
      this.#look(bytes, start, end, undefined);
      if (!batch.addRange(fields, bytes, start, end)) {
        this.#outlet.flush();
        batch.addRange(fields, bytes, start, end);
      }
    }
    this.#ended = true;
    this.#continues = unfinished;
    this.#continuedLevel = fields.level;
    this.#continuedGroup = fields.group;
  }

  /** Finds the line's level, and what the analyser says of it. `plain`: where it had to be cleaned. */
  #look(bytes: Uint8Array, start: number, end: number, plain: Uint8Array | undefined): void {
    const fields = this.#fields;
    fields.group = 0;
    if (this.#continues) {
      fields.level = this.#continuedLevel;
      fields.group = this.#continuedGroup;
      return;
    }
    fields.level = level.info;
    const choice = this.#choice;
    const isWorth =
      plain === undefined ? choice.isWorthRaw(bytes, start, end) : choice.isWorth(bytes, start, end, plain);
    if (this.#echo.isOpen && this.#echo.isEcho(utf8((plain ?? bytes.subarray(start, end)).subarray(0, MAX_ANALYSED))))
      return;
    const analyser = this.#analyser;
    if (!isWorth && (analyser === undefined || !(analyser.isOpen || choice.isNear))) {
      if (analyser !== undefined) choice.pass(bytes, start, end, plain);
      return;
    }
    const own = plain ?? bytes.subarray(start, end);
    const text = utf8(own.length > MAX_ANALYSED ? own.subarray(0, MAX_ANALYSED) : own);
    if (isWorth) fields.level = levelOf(text);
    if (analyser !== undefined) this.#analyse(analyser, text, isWorth);
  }

  #analyse(analyser: LineAnalyser, text: string, isWorth: boolean): void {
    const fields = this.#fields;
    const { before, gap } = this.#choice.take(isWorth, (from, to) => this.#contextOf(from, to));
    if (gap) analyser.gap();
    for (const passed of before) analyser.line(passed, level.info, fields.time);
    const verdict = analyser.line(text, fields.level, fields.time);
    fields.flags |= verdict.flags;
    fields.group = verdict.group;
    fields.level = verdict.level;
  }

  /** A line of the chunk that was passed over, plain. */
  #contextOf(start: number, end: number): Uint8Array {
    return this.#tools.contextCleaner.clean(this.#chunk.subarray(start, end)).plain;
  }

  #awaitPause(): void {
    if (this.#pause !== undefined) clearTimeout(this.#pause);
    this.#pause = this.#analyser?.isOpen === true ? setTimeout(() => this.#paused(), PAUSE_MS) : undefined;
  }

  #paused(): void {
    // That nothing comes while it is not read says nothing.
    if (this.#outlet.isHeld) this.#awaitPause();
    else this.#analyser?.pause();
  }
}
