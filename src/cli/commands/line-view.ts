/** Chooses the lines that are shown, and how: those that fit, some around them, repetitions as one. */

import { type LogRecord, stream } from "../../../core/index.ts";
import { isRepeat } from "../../logs/index.ts";
import type { LineForm } from "../output.ts";

/** What is shown. */
export interface ViewOptions {
  /** Whether a line fits; undefined: all do. */
  readonly fits: ((text: string) => boolean) | undefined;
  /** Whether a line is hidden, also as one around another. */
  readonly hides: (text: string) => boolean;
  /** Lines shown before and after one that fits. */
  readonly context: number;
  /** Lines that repeat themselves one after the other are shown once, with how often. */
  readonly collapses: boolean;
}

/** A line; `fits`: it is not shown for another one's sake. */
interface ShownLine {
  readonly record: LogRecord;
  readonly name: string;
  readonly fits: boolean;
}

/** What is to be printed: a line, a mark that some between were left out, how many were lost (and when). */
export type Shown = ShownLine | { readonly apart: true } | { readonly dropped: number; readonly time?: number };

const nothing: readonly Shown[] = [];

/** Takes lines in order and gives what is to be printed. Bounded: it keeps the lines of the context, and one that may repeat. */
export class LineView {
  readonly #options: ViewOptions;
  #before: ShownLine[] = [];
  #after = 0;
  #left = false;
  #hasShown = false;
  #last: (ShownLine & { count: number }) | undefined;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  /** The next line; what it makes to print, perhaps nothing. `isWanted`: false for one that can only stand around others. */
  line(record: LogRecord, name: string, isWanted = true): readonly Shown[] {
    const { context } = this.#options;
    if (this.#options.hides(record.text)) return nothing;
    const fits = isWanted && (this.#options.fits?.(record.text) ?? true);
    const line = { record, name, fits };
    if (fits) {
      const lines = [...this.#before, line];
      // Lines were left out between this one and the last one shown.
      const isApart = context > 0 && this.#left && this.#hasShown;
      this.#hasShown = true;
      this.#before = [];
      this.#after = context;
      this.#left = false;
      return [
        ...(isApart ? [...this.flush(), { apart: true } as const] : []),
        ...lines.flatMap((one) => this.#show(one)),
      ];
    }
    if (this.#after > 0) {
      this.#after--;
      return this.#show(line);
    }
    this.#before.push(line);
    if (this.#before.length > context) {
      this.#before.shift();
      this.#left = true;
    }
    return nothing;
  }

  /** So many were lost here, at that time. */
  dropped(count: number, time?: number): readonly Shown[] {
    return [...this.flush(), { dropped: count, ...(time === undefined ? {} : { time }) }];
  }

  /** What waits for a repetition: at the end, and where somebody waits for it. */
  flush(): readonly Shown[] {
    const last = this.#last;
    this.#last = undefined;
    if (last === undefined) return nothing;
    const { count, ...line } = last;
    return [count === 1 ? line : { ...line, record: repeated(line.record, count) }];
  }

  #show(line: ShownLine): readonly Shown[] {
    if (!this.#options.collapses) return [line];
    const last = this.#last;
    if (last !== undefined && isRepeat(last.record, line.record)) {
      this.#last = { ...last, fits: last.fits || line.fits, count: last.count + 1 };
      return nothing;
    }
    const before = this.flush();
    this.#last = { ...line, count: 1 };
    return before;
  }
}

/** As it is printed; the names of all these lines stand in one column. */
export function shownText(shown: readonly Shown[], form: LineForm): string {
  // What Brummer says of a process stands under its own name.
  for (const one of shown) if ("record" in one && one.record.stream !== stream.system) form.expect(one.name);
  return shown
    .map((one) => {
      if ("apart" in one) return form.apart();
      return "dropped" in one ? form.dropped(one.dropped, one.time) : form.record(one.record, one.name);
    })
    .join("");
}

function repeated(record: LogRecord, count: number): LogRecord {
  const times = ` (×${count.toLocaleString("en-US")})`;
  const styled = record.styled === undefined ? undefined : record.styled + times;
  return { ...record, text: record.text + times, styled };
}
