/** What the tests of the screen share: models, processes, rings, and frames as plain text. */

import {
  flag,
  LogBatch,
  type LogReader,
  LogRing,
  type LogWriter,
  level,
  type RecordFields,
  stream,
} from "../../core/index.ts";
import type { Script } from "../../src/detect/index.ts";
import type { ProcessSnapshot, ProcessStatus } from "../../src/process/index.ts";
import { initialModel, type Model } from "../../tui/model.ts";
import { fitLine } from "../../tui/text/cut.ts";
import { textOf } from "../../tui/text/style.ts";
import { cellsOf } from "../../tui/text/width.ts";
import type { Frame } from "../../tui/views/index.ts";

/** A moment whose local time of day is 10:42:07 everywhere. */
export const NOW = new Date(2026, 0, 15, 10, 42, 7).getTime();

const SCRIPTS: readonly Script[] = [
  { name: "web", command: "vite --port 5173" },
  { name: "api", command: "node server.js" },
  { name: "typecheck", command: "tsc --noEmit" },
];

export function modelOf(changes: Partial<Model> = {}, scripts: readonly Script[] = SCRIPTS): Model {
  const start = {
    name: "shop",
    version: "0.1.0",
    scripts,
    starting: [],
    columns: 96,
    rows: 12,
    unicode: true,
    colors: "256",
    now: NOW,
  } as const;
  return { ...initialModel(start), ...changes };
}

export function processOf(
  name: string,
  source: number,
  status: ProcessStatus,
  changes: Partial<ProcessSnapshot> = {},
): ProcessSnapshot {
  return {
    id: `${name}-1`,
    name,
    source,
    launch: { name, kind: "command", command: `run ${name}`, argv: [name], cwd: "/project" },
    status,
    pid: 4242,
    startedAt: NOW - 3 * 60_000,
    endedAt: null,
    exitCode: null,
    signal: null,
    readyAt: null,
    url: null,
    restartAt: null,
    waitingFor: [],
    note: null,
    firstRecord: 0,
    leftover: [],
    error: null,
    restarts: 0,
    ...changes,
  };
}

export function withProcess(model: Model, process: ProcessSnapshot): Model {
  return {
    ...model,
    entries: model.entries.map((entry) => (entry.name === process.name ? { ...entry, process } : entry)),
  };
}

/** A real ring with a simple way to print into it. */
export class TestLog {
  readonly #writer: LogWriter;
  readonly #batch = new LogBatch();
  readonly #encoder = new TextEncoder();
  readonly reader: LogReader;

  constructor(slots = 1024, bytes = 1 << 20) {
    const ring = LogRing.create({ slots, bytes });
    this.#writer = ring.writer();
    this.reader = ring.reader();
  }

  print(source: number, text: string, changes: Partial<RecordFields> & { styled?: string } = {}): void {
    const { styled, ...fields } = changes;
    const bytes = (value: string) => this.#encoder.encode(value);
    const all = { time: NOW, source, stream: stream.stdout, level: level.info, flags: 0, group: 0, ...fields };
    if (!this.#batch.add(all, bytes(text), styled === undefined ? undefined : bytes(styled)))
      throw new Error("batch is full");
    this.#writer.write(this.#batch);
    this.#batch.clear();
  }

  /** The same line so often, as quickly as that goes. */
  printEqual(source: number, text: string, times: number): void {
    const all = { time: NOW, source, stream: stream.stdout, level: level.info, flags: 0, group: 0 };
    const bytes = this.#encoder.encode(text);
    for (let count = 0; count < times; count += 1) {
      if (this.#batch.add(all, bytes)) continue;
      this.#writer.write(this.#batch);
      this.#batch.clear();
      count -= 1;
    }
    this.#writer.write(this.#batch);
    this.#batch.clear();
  }

  printMany(source: number, from: number, to: number): void {
    for (let index = from; index <= to; index += 1) this.print(source, `line ${index}`);
  }
}

export const ERROR = { level: level.error, flags: flag.error } as const;

/** The frame as the terminal would show it, without colours and without blanks at the ends of rows. */
export function screenText(frame: Frame, columns: number, rows: number): string {
  const cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => " "));
  for (const block of [...frame.chrome, frame.content]) {
    for (let row = 0; row < block.rect.height; row += 1) {
      let x = block.rect.x;
      for (const cell of cellsOf(textOf(fitLine(block.lines[row] ?? [], block.rect.width)))) {
        const line = cells[block.rect.y + row];
        if (line === undefined || x >= columns)
          throw new Error(`drawn outside of the screen: ${x},${block.rect.y + row}`);
        line[x] = cell.text;
        if (cell.width === 2) line[x + 1] = "";
        x += cell.width;
      }
    }
  }
  return cells.map((line) => line.join("").trimEnd()).join("\n");
}
