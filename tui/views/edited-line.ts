/** A line of text that is being typed, with its cursor. */

import type { Model } from "../model.ts";
import type { EditLine } from "../prompt/line-edit.ts";
import { clean } from "../text/clean.ts";
import { cutLine, dropColumns, lineWidth } from "../text/cut.ts";
import { type Line, span, styleFlag } from "../text/style.ts";
import { themeOf } from "./theme.ts";

/** In at most `room` columns. A text that is too long is shown around the cursor. */
export function editedLine(model: Model, { text, cursor }: EditLine, room: number): Line {
  const shown = (part: string) => span(clean(part, 0, model.unicode));
  const at = text.slice(cursor, cursor + ((text.codePointAt(cursor) ?? 0) > 0xffff ? 2 : 1));
  const under = at === "" ? " " : clean(at, 0, model.unicode);
  const typed: Line = [
    shown(text.slice(0, cursor)),
    { ...span(under), style: { ...themeOf(model.colors).plain, flags: styleFlag.inverse } },
    shown(text.slice(cursor + at.length)),
  ];
  const before = lineWidth([shown(text.slice(0, cursor)), span(under)]);
  return cutLine(dropColumns(typed, Math.max(0, before - room)), room);
}
