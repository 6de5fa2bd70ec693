/** Chooses the lines that are shown, and how: those that fit, some around them, repetitions as one. */

import type { LogRecord } from "../../../core/index.ts";
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

interface Named {
  readonly record: LogRecord;
  readonly name: string;
}

/** Takes lines in order and gives what is to be printed. Bounded: it keeps the lines of the context, and one that may repeat. */
export class LineView {
  readonly #options: ViewOptions;
  readonly #form: LineForm;
  #before: Named[] = [];
  #after = 0;
  #left = false;
  #last: (Named & { count: number }) | undefined;

  constructor(form: LineForm, options: ViewOptions) {
    this.#form = form;
    this.#options = options;
  }

  /** The next line; what it makes to print, perhaps nothing. */
  line(record: LogRecord, name: string): string {
    const { fits, hides, context } = this.#options;
    this.#form.expect(name);
    if (hides(record.text)) return "";
    if (fits === undefined || fits(record.text)) {
      const before = this.#before;
      this.#before = [];
      this.#after = context;
      // Lines were left out between this one and the last one shown.
      const gap = context > 0 && this.#left ? this.#form.apart() : "";
      this.#left = false;
      return gap + [...before, { record, name }].map((one) => this.#show(one)).join("");
    }
    if (this.#after > 0) {
      this.#after--;
      return this.#show({ record, name });
    }
    this.#before.push({ record, name });
    if (this.#before.length > context) {
      this.#before.shift();
      this.#left = true;
    }
    return "";
  }

  /** Lines were lost here. */
  dropped(count: number): string {
    return this.#flush() + this.#form.dropped(count);
  }

  /** Nothing comes any more. */
  end(): string {
    return this.#flush() + this.#form.end();
  }

  /** What waits for a repetition. */
  flush(): string {
    return this.#flush();
  }

  #show(one: Named): string {
    if (!this.#options.collapses) return this.#form.record(one.record, one.name);
    const last = this.#last;
    if (last !== undefined && isSame(last, one)) {
      last.count++;
      return "";
    }
    const text = this.#flush();
    this.#last = { ...one, count: 1 };
    return text;
  }

  #flush(): string {
    const last = this.#last;
    this.#last = undefined;
    if (last === undefined) return "";
    const { record, name, count } = last;
    if (count === 1) return this.#form.record(record, name);
    const times = ` (×${count.toLocaleString("en-US")})`;
    const styled = record.styled === undefined ? undefined : record.styled + times;
    return this.#form.record({ ...record, text: record.text + times, styled }, name);
  }
}

/** The same process, the same words, the same level (the predecessor's rule). */
function isSame(a: Named, b: Named): boolean {
  return (
    a.name === b.name &&
    a.record.source === b.record.source &&
    a.record.text === b.record.text &&
    a.record.level === b.record.level &&
    a.record.stream === b.record.stream
  );
}
