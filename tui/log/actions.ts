/** What keys and the mouse ask of the log, answered from the ring. Effects of the screen's driver; main thread. */

import type { LogReader } from "../../core/index.ts";
import type { Effect, JumpTarget, Message } from "../messages.ts";
import type { Anchor, Model } from "../model.ts";
import { clean } from "../text/clean.ts";
import { fit } from "../text/cut.ts";
import { widthOf } from "../text/width.ts";
import { clock } from "../views/format.ts";
import type { SelectionSpec } from "./selection.ts";
import { emptyWindow, type LogWindow, type LogWindows, type WindowRequest } from "./window.ts";

type LogEffect = Extract<Effect, { type: "jump" | "clear" | "mark" | "select" | "select-rows" }>;

const nothing: Readonly<Record<JumpTarget["kind"], string>> = {
  hit: "Nothing more is found that way.",
  error: "There is no further error that way.",
  mark: "There is no further mark.",
  time: "There is no line of that time or later.",
};

function notice(text: string): Message {
  return { type: "notice", notice: { level: "info", text } };
}

export class LogActions {
  readonly #reader: LogReader;
  readonly #windows: LogWindows;
  /** The first line of the error that was jumped to last. */
  #error: number | null = null;
  /** What the screen shows: set with every frame. */
  shown: LogWindow = emptyWindow;

  constructor(reader: LogReader, windows: LogWindows) {
    this.#reader = reader;
    this.#windows = windows;
  }

  /** The log is being shown at the first line of an error: the keys for the next and the one before go on from it. */
  cameTo(error: number): void {
    this.#error = error;
  }

  /** The message that answers. */
  perform(effect: LogEffect, model: Model, request: WindowRequest): Message {
    // Rows of the mouse are those that the person saw; a key follows the keys before it, drawn or not.
    if (effect.type !== "select-rows") this.shown = this.#windows.read(request);
    switch (effect.type) {
      case "jump":
        return this.#jump(effect.to, model, request);
      case "clear":
        return { type: "cleared", horizon: this.#reader.latest(), ...(effect.of !== undefined && { of: effect.of }) };
      case "mark": {
        const sequence = model.log.search?.at ?? this.#lowest();
        return sequence === null ? notice("There is no line to be marked.") : { type: "marked", sequence };
      }
      case "select":
        return this.#select(effect.by, model, request);
      case "select-rows": {
        const from = this.shown.sequences[effect.from] ?? this.#lowest();
        const to = this.shown.sequences[effect.to] ?? this.#lowest();
        if (from === null || to === null) return notice("There is no line to be selected.");
        return { type: "selecting", from, to, anchor: model.anchor ?? this.#pin() };
      }
    }
  }

  /** The selected lines as they were printed, without colours. */
  textBetween(from: number, to: number, { spec }: WindowRequest): string {
    if (spec === null) return "";
    return this.#texts(spec, from, to)
      .map(({ text }) => text)
      .join("\n");
  }

  /** All that the log shows, with times and names, for a pager. */
  allLines(model: Model, { spec }: WindowRequest): string[] {
    if (spec === null) return [];
    const names = new Map(model.entries.map(({ name, process }) => [process?.source, name]));
    const lines = this.#texts(spec, 0, this.#reader.latest());
    const nameOf = (source: number) => names.get(source) ?? "brum";
    const sources = [...new Set(lines.map(({ source }) => source))];
    const columns = Math.max(0, ...sources.map((source) => widthOf(nameOf(source))));
    return lines.map(({ time, source, text }) => {
      const line = `${clock(time)} ${fit(nameOf(source), columns, "")}  ${text}`;
      return line.trimEnd();
    });
  }

  #texts(spec: SelectionSpec, from: number, to: number) {
    return this.#windows.between(spec, from, to).flatMap((sequence) => {
      const record = this.#reader.at(sequence);
      return record === undefined ? [] : [{ ...record, text: clean(record.text, 0, true).trimEnd() }];
    });
  }

  #jump(to: JumpTarget, model: Model, request: WindowRequest): Message {
    let sequence = this.#targetOf(to, model, request);
    if (sequence === undefined && "orBack" in to) {
      sequence = this.#targetOf({ kind: to.kind, direction: to.direction === 1 ? -1 : 1 }, model, request);
    }
    if (sequence === undefined) return notice(nothing[to.kind]);
    return {
      type: "jumped",
      sequence,
      anchor: this.#windows.around(request, sequence),
      hit: to.kind === "hit" ? sequence : null,
    };
  }

  /** Where a jump leads. From the hit of before while it is in sight, else from the edge of what is shown. */
  #targetOf(to: JumpTarget, { log }: Model, request: WindowRequest): number | undefined {
    const { spec } = request;
    if (spec === null) return undefined;
    if (to.kind === "time") return this.#windows.first(spec, { since: to.time });
    const { direction } = to;
    if (to.kind === "mark") return log.marks.find((mark) => mark > this.#from(1, log.marks)) ?? log.marks[0];
    if (to.kind === "error") {
      const from = this.#from(direction, this.#error === null ? [] : [this.#error]);
      const found = this.#windows.error(spec, from, direction, from === this.#error ? from : null);
      this.#error = found ?? this.#error;
      return found;
    }
    return this.#windows.hit(request, this.#beyond(direction, log.search?.at ?? null), direction);
  }

  /** As {@link #from}, from the edge of the row in which the hit of before stands: of equal lines in a row one is enough. */
  #beyond(direction: 1 | -1, hit: number | null): number {
    const from = this.#from(direction, hit === null ? [] : [hit]);
    const { sequences, oldest } = this.shown;
    const row = sequences.findIndex((newest, index) => {
      const first = oldest[index] ?? newest;
      return hit === from && newest !== null && first !== null && hit >= first && hit <= newest;
    });
    return (direction === 1 ? sequences[row] : oldest[row]) ?? from;
  }

  /** The sequence from which to look on: the newest of `known` that is in sight, or the edge of what is shown. */
  #from(direction: 1 | -1, known: readonly number[]): number {
    const shown = this.shown.sequences.filter((sequence) => sequence !== null);
    const first = this.shown.oldest.find((sequence) => sequence !== null) ?? this.#reader.latest();
    const last = shown.at(-1) ?? -1;
    const inSight = known.findLast((one) => one >= first && one <= last);
    if (inSight !== undefined) return inSight;
    return direction === 1 ? first - 1 : last + 1;
  }

  #select(by: number, model: Model, request: WindowRequest): Message {
    const before = model.log.selecting;
    const lowest = this.#lowest();
    if (lowest === null) return notice("There is no line to be selected.");
    if (before === null) return { type: "selecting", from: lowest, to: lowest, anchor: model.anchor ?? this.#pin() };
    const to = this.#windows.step(request, before.to, by);
    const isSeen = this.shown.sequences.includes(to);
    const anchor = isSeen ? model.anchor : this.#windows.scroll(request, { unit: "rows", by });
    return { type: "selecting", from: before.from, to, anchor: anchor ?? this.#pin() };
  }

  /** The record of the lowest row; null: no row shows one. */
  #lowest(): number | null {
    return this.shown.sequences.findLast((sequence) => sequence !== null) ?? null;
  }

  /** The place that is shown now, so that new lines do not move it. */
  #pin(): Anchor | null {
    const sequence = this.#lowest();
    return sequence === null ? null : { sequence, row: Number.MAX_SAFE_INTEGER };
  }
}
