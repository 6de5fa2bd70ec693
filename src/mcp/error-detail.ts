/** All that is known of one error, as an agent reads it: what matters first, as much as there is room for. */

import * as z from "zod";
import type { LogReader } from "../../core/index.ts";
import type { ErrorGroup, Frame } from "../errors/index.ts";
import { lineBytesIn, Room } from "./budget.ts";
import { idOf, placeOf, placeText, titleOf } from "./error-text.ts";
import { clock, cut } from "./format.ts";

export const errorDetail = z.object({
  id: z.string(),
  error: z.string(),
  place: z.string(),
  seen: z.string(),
  excerpt: z.array(z.string()),
  frames: z.array(z.string()),
  printed: z.array(z.string()),
  cursor: z.int().optional(),
});

/** Frames that are shown of the project's own code, and of libraries: who threw it, and how the project got there. */
const OWN_FRAMES = 20;
const LIBRARY_FRAMES = 5;

/** `directory`: places are written as in it. */
export function detailOf(
  group: ErrorGroup,
  { reader, directory, tokens }: { readonly reader: LogReader; readonly directory: string; readonly tokens: number },
): z.output<typeof errorDetail> {
  const { last, location } = group;
  const { type, message } = last;
  const room = new Room(tokens);
  const error = cut(type === "" ? message : `${type}: ${message}`, Math.floor(tokens / 2));
  room.takes(error, error);
  const kept = (lines: readonly string[]) => lines.filter((line) => room.takes(line, line));
  const excerpt = kept(
    (location?.excerpt ?? []).map(({ line, text }) => `${line === location?.line ? ">" : " "} ${line} | ${text}`),
  );
  const frames = kept([
    ...framesOf(last.frames, directory),
    ...last.causes.flatMap((cause) => [`caused by ${titleOf(cause)}`, ...framesOf(cause.frames, directory)]),
  ]);
  const printed = kept(last.context.map((line) => cut(line, lineBytesIn(tokens))));
  const [cursor] = reader.select({ groups: new Set([last.number]) }, reader.oldest(), 1, 1);
  return {
    id: idOf(group),
    error,
    place: placeOf(group, directory),
    seen: seenText(group),
    excerpt,
    frames,
    printed,
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** As text. */
export function detailText(detail: z.output<typeof errorDetail>): string {
  const { id, error, place, seen, excerpt, frames, printed, cursor } = detail;
  const lines = cursor === undefined ? "Its lines are no longer in the log." : `Its lines begin at cursor ${cursor}.`;
  return [
    error,
    ...(place === "" ? [] : [place]),
    seen,
    ...excerpt,
    ...frames.map((frame) => (frame.startsWith("caused by ") ? frame : `at ${frame}`)),
    "printed:",
    ...printed,
    `${lines} What stands around them: logs_search with error ${id} and context.`,
  ].join("\n");
}

/** `error, compile, typescript; 12 times, in types; first 14:02:11.000, last 14:03:05.123` */
function seenText({ last, count, firstSeen, lastSeen, processes }: ErrorGroup): string {
  const kind = [last.severity, last.kind, last.language].filter((word) => word !== "").join(", ");
  const times = count === 1 ? "once" : `${count} times`;
  const when = count === 1 ? clock(lastSeen) : `first ${clock(firstSeen)}, last ${clock(lastSeen)}`;
  return `${kind}; ${times}, in ${processes.join(", ")}; ${when}`;
}

/** The project's own first: a person looks there first. */
function framesOf(frames: readonly Frame[], directory: string): string[] {
  const own = frames.filter((frame) => frame.own);
  const others = frames.filter((frame) => !frame.own);
  const shown = [...own.slice(0, OWN_FRAMES), ...others.slice(0, LIBRARY_FRAMES)];
  const left = frames.length - shown.length;
  return [
    ...shown.map((frame) => frameText(frame, directory)),
    ...(left > 0 ? [`${left} more${own.length > OWN_FRAMES ? "" : " in libraries"}`] : []),
  ];
}

function frameText({ function: name, own, ...place }: Frame, directory: string): string {
  const text = placeText(place, directory);
  return `${name === "" ? text : `${name} (${text})`}${own ? "" : " [library]"}`;
}
