/** Headers, bodies and messages of an exchange as lines. */

import type { Exchange } from "../../../src/proxy/index.ts";
import { limits } from "../../limits.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { shorten, wrapLine } from "../../text/cut.ts";
import { type Line, type Style, span } from "../../text/style.ts";
import type { Field, ShownBody } from "../../web/shown.ts";
import { bytes, duration, short } from "../format.ts";
import { themeOf } from "../theme.ts";

/** A text in as many rows as it takes, broken where a row is full: nothing of it is left out. */
export function wrapped(model: Model, text: string, width: number, style: Style): Line[] {
  const rows = wrapLine([span(clean(text, 0, model.unicode), style)], Math.max(1, width - 2));
  return rows.map((row): Line => [span(" "), ...row]);
}

/** A blank line, and what stands below it. */
export function heading(model: Model, title: string, about: string, width: number): Line[] {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const room = Math.max(0, width - title.length - 4);
  const rest = about === "" ? [] : [span(`  ${shorten(clean(about, 0, model.unicode), room, mark)}`, theme.dim)];
  return [[], [span(` ${title}`, theme.title), ...rest]];
}

export function fieldLines(model: Model, title: string, fields: readonly Field[], width: number): Line[] {
  if (fields.length === 0) return [];
  return [...heading(model, title, "", width), ...fields.flatMap((field) => fieldLine(model, field, width))];
}

/** `name: value`, whole. */
export function fieldLine(model: Model, [name, value]: Field, width: number): Line[] {
  const shown = clean(name, 0, model.unicode);
  const line = [span(`${shown}: `, themeOf(model.colors).dim), span(clean(value, shown.length + 2, model.unicode))];
  return wrapLine(line, Math.max(1, width - 2)).map((row): Line => [span(" "), ...row]);
}

export function bodyLines(model: Model, title: string, body: ShownBody, width: number): Line[] {
  const theme = themeOf(model.colors);
  const { lines, about, note } = body;
  if (about === "") return [];
  return [
    ...heading(model, title, about, width),
    ...lines.flatMap((line) => wrapped(model, line, width, theme.plain)),
    ...(note === "" ? [] : wrapped(model, `(${note})`, width, theme.dim)),
  ];
}

/** Of a web socket, the oldest first. */
export function messageLines(
  model: Model,
  messages: Exchange["messages"],
  dropped: number,
  about: string,
  width: number,
): Line[] {
  if (messages.length === 0) return [];
  const theme = themeOf(model.colors);
  const [up, down] = model.unicode ? ["↑", "↓"] : [">", "<"];
  const shown = messages.slice(-limits.messagesShown);
  const before = dropped + messages.length - shown.length;
  return [
    ...heading(model, "messages", about, width),
    ...(before === 0 ? [] : [[span(` ${short(before)} older ones are not shown`, theme.dim)]]),
    ...shown.flatMap(({ from, at, kind, size, text }) => {
      const head = `${from === "client" ? up : down} ${`+${duration(at)}`.padStart(8)} ${bytes(size).padStart(4)} `;
      const said = text ?? kind;
      const rows = wrapLine([span(clean(said, 0, model.unicode))], Math.max(1, width - head.length - 2));
      return rows.map(
        (row, index): Line => [
          span(` ${index === 0 ? head : " ".repeat(head.length)}`, from === "client" ? theme.accent : theme.dim),
          ...row.map((part) => (text === undefined ? span(part.text, theme.dim) : part)),
        ],
      );
    }),
  ];
}
