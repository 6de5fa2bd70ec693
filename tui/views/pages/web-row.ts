/** One exchange in one row: as many columns as there is room for, each always at its place. */

import type { ExchangeRow } from "../../../src/proxy/index.ts";
import type { Model } from "../../model.ts";
import { clean } from "../../text/clean.ts";
import { fit, lineWidth, shorten, spread } from "../../text/cut.ts";
import { type Line, span } from "../../text/style.ts";
import { bytes, clock, short } from "../format.ts";
import { themeOf } from "../theme.ts";
import { addressText, durationText, kindLetters, methodText, statusSpan } from "./web-look.ts";

/** From which width of the list on a column is shown. */
const from = {
  duration: 26,
  time: 34,
  marks: 38,
  size: 48,
  seconds: 48,
  kind: 54,
  method: 58,
  process: 64,
  kindWord: 80,
} as const;
/** Columns of a name of a process. */
const PROCESS_COLUMNS = 10;

/** `isMixed`: exchanges of several processes are listed. */
export function exchangeLine(model: Model, row: ExchangeRow, isMixed: boolean, width: number): Line {
  const theme = themeOf(model.colors);
  const mark = model.unicode ? "…" : "~";
  const methodColumns = width >= from.method ? 7 : 4;
  const moment = clock(row.startedAt);
  const time = width >= from.seconds ? `${moment} ` : width >= from.time ? `${moment.slice(0, 5)} ` : "";
  const method = fit(methodText(model, row, methodColumns), methodColumns, "");
  const right = rightOf(model, row, isMixed, width);
  const room = width - 1 - time.length - 4 - methodColumns - 1 - lineWidth(right);
  return spread(
    [
      span(" "),
      span(time, theme.dim),
      statusSpan(model, row),
      span(` ${method} `),
      span(shorten(addressText(model, row), Math.max(0, room), mark)),
    ],
    right,
    width,
  );
}

/** Texts of one column for each character. */
function rightOf(model: Model, row: ExchangeRow, isMixed: boolean, width: number): Line {
  const theme = themeOf(model.colors);
  const parts: string[] = [];
  const { authentication, replayOf, frames, responseBytes, process, kind } = row;
  if (width >= from.marks) {
    const lock = authentication === null ? " " : model.unicode ? "⚿" : "L";
    const again = replayOf === undefined ? " " : model.unicode ? "↻" : "r";
    parts.push(` ${lock}${again}`);
  }
  if (width >= from.duration)
    parts.push(
      durationText(row)
        .replace("…", model.unicode ? "…" : "~")
        .padStart(7),
    );
  if (width >= from.size) {
    const messages = `${model.unicode ? "⇅" : "#"}${short(frames)}`;
    parts.push((frames > 0 ? messages : responseBytes === 0 ? "" : bytes(responseBytes)).padStart(6));
  }
  if (width >= from.kind) parts.push(` ${width >= from.kindWord ? kind.padEnd(5) : kindLetters[kind]}`);
  if (isMixed && width >= from.process) {
    const name = clean(process ?? "", 0, model.unicode);
    parts.push(` ${fit(name, PROCESS_COLUMNS, model.unicode ? "…" : "~")}`);
  }
  return [span(`${parts.join("")} `, theme.dim)];
}
