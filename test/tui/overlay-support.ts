/** What the tests of the palette, the start page and the notices share: keys pressed, texts typed, frames as text. */

import { layoutOf } from "../../tui/layout.ts";
import { specOf } from "../../tui/log/selection.ts";
import { LogWindows } from "../../tui/log/window.ts";
import type { Effect, Message } from "../../tui/messages.ts";
import type { Model } from "../../tui/model.ts";
import { styleFlag } from "../../tui/text/style.ts";
import { update } from "../../tui/update.ts";
import { view } from "../../tui/views/index.ts";
import { recordLook } from "../../tui/views/record.ts";
import { themeOf } from "../../tui/views/theme.ts";
import { modelOf, NOW, processOf, screenText, TestLog, withProcess } from "./support.ts";

/** A model and all that it has asked for so far. */
export class Session {
  readonly effects: Effect[] = [];
  model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  send(...messages: Message[]): this {
    for (const message of messages) {
      const step = update(this.model, message);
      this.model = step.model;
      this.effects.push(...step.effects);
    }
    return this;
  }

  press(...keys: string[]): this {
    return this.send(...keys.map((key) => ({ type: "key", key }) as const));
  }

  /** Keys that are characters. */
  type(text: string): this {
    return this.send(
      ...[...text].map((typed) => ({ type: "key", key: typed === " " ? "space" : typed, typed }) as const),
    );
  }

  click(x: number, y: number): this {
    return this.send({ type: "click", x, y });
  }

  /** What was asked for since the last time. */
  asked(): Effect[] {
    return this.effects.splice(0);
  }

  /** The screen, row by row. */
  get rows(): string[] {
    return frameText(this.model).split("\n");
  }

  /** Rows of the content. */
  get content(): string[] {
    const { content } = layoutOf(this.model);
    return this.rows.slice(content.y, content.y + content.height).map((row) => row.slice(content.x));
  }

  /** The line that is typed in. */
  get line(): string {
    const { chips } = layoutOf(this.model);
    return this.rows[chips?.y ?? 0]?.slice(chips?.x ?? 0) ?? "";
  }

  /** The row that stands out: the one that `enter` takes. */
  get chosen(): string {
    const { overlay } = this.model;
    const text = frame(this.model).content.lines.find((row) =>
      row.some((part) => (part.style.flags & styleFlag.inverse) !== 0),
    );
    return overlay === null
      ? ""
      : (text
          ?.map((part) => part.text)
          .join("")
          .trim() ?? "");
  }

  /** What is marked as found in a row of the content. */
  standingOut(row: number): string {
    const line = frame(this.model).content.lines[row] ?? [];
    const { fg } = themeOf(this.model.colors).title;
    return (
      line
        // In the row that is chosen, which is inverse, it is bold alone.
        .filter(
          ({ style }) => (style.flags & styleFlag.bold) !== 0 && (style.fg === fg || style.flags & styleFlag.inverse),
        )
        .map(({ text }) => text)
        .join("")
    );
  }
}

function frame(model: Model) {
  const { width, height } = layoutOf(model).content;
  const windows = new LogWindows(new TestLog().reader);
  const { anchor } = model;
  const { search, collapse } = model.log;
  const look = recordLook(model, width, windows.highlighter(search));
  return view(model, windows.read({ spec: specOf(model), search, anchor, height, collapse, look }));
}

/** The screen as the terminal would show it. */
export function frameText(model: Model): string {
  return screenText(frame(model), model.columns, model.rows);
}

/** Three scripts: `web` runs, `api` has failed, `typecheck` has not run. */
export function shop(changes: Partial<Model> = {}): Model {
  const web = withProcess(modelOf(changes), processOf("web", 1, "running"));
  return withProcess(web, processOf("api", 2, "failed", { exitCode: 3, endedAt: NOW }));
}
