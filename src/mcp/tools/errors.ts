/** Tools for what has been recognised as an error in the output of processes. */

import * as z from "zod";
import { maxTokens, Room } from "../budget.ts";
import { directoryOf } from "../directory.ts";
import { detailOf, detailText, errorDetail } from "../error-detail.ts";
import { chosenErrors, errorCursor, errorOrders, errorSeverities, errorsBehind } from "../error-list.ts";
import { errorOf, idOf, placeOf, titleOf } from "../error-text.ts";
import { clock, timestamp } from "../format.ts";
import { fileInput } from "../output/index.ts";
import { moment, sinceOf } from "../position.ts";
import { defineTool, type Tool } from "../tool.ts";
import { sourceOf } from "./logs.ts";

const listed = z.object({
  id: z.string(),
  severity: z.string(),
  error: z.string(),
  place: z.string(),
  count: z.int(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  processes: z.array(z.string()),
});

const list = defineTool({
  name: "errors_list",
  title: "List errors",
  description: "Errors and warnings recognised in the output of processes, equal ones as one.",
  input: z.strictObject({
    name: z.string().describe("process").optional(),
    severity: z.enum(errorSeverities).describe("least").optional(),
    since: moment.optional(),
    new_since: moment.describe("as since: first seen").optional(),
    order: z.enum(errorOrders).default("newest"),
    cursor: z.string().describe("of the page before").optional(),
    max_tokens: maxTokens,
    ...fileInput,
  }),
  output: z.object({ errors: z.array(listed), total: z.int(), cursor: z.string().optional() }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run(input, context) {
    const { overview, journal, processes } = context;
    if (input.name !== undefined) sourceOf(input, await processes.list());
    const directory = directoryOf(context);
    const since = input.since === undefined ? undefined : sinceOf(input.since, context);
    const newSince = input.new_since === undefined ? undefined : sinceOf(input.new_since, context, "new_since");
    const { severity, order } = input;
    const all = chosenErrors(
      overview.errors().groups,
      { process: input.name, severity, since, newSince, order },
      journal,
    );
    const behind = input.cursor === undefined ? all : errorsBehind(all, input.cursor, order);
    const room = new Room(input.max_tokens);
    const errors: z.output<typeof listed>[] = [];
    for (const group of behind) {
      const error = {
        id: idOf(group),
        severity: group.last.severity,
        error: titleOf(group.last),
        place: placeOf(group, directory),
        count: group.count,
        firstSeen: timestamp(group.firstSeen),
        lastSeen: timestamp(group.lastSeen),
        processes: [...group.processes],
      };
      if (!room.takes(error, lineOf(error)) && errors.length > 0) break;
      errors.push(error);
    }
    const last = behind[errors.length - 1];
    const isMore = last !== undefined && errors.length < behind.length;
    return { errors, total: all.length, ...(isMore ? { cursor: errorCursor(last, order) } : {}) };
  },
  text({ errors, total, cursor }) {
    if (total === 0) return "No errors.";
    const more = cursor === undefined ? [] : [`More: ask with cursor ${cursor}.`];
    return [...errors.map(lineOf), `${errors.length} of ${total}; error_detail shows one whole.`, ...more].join("\n");
  },
});

/** `3fa2b1c4 error src/cart.ts:3:7 TS2322: … (12 times, in types, 14:03:05.123)` */
function lineOf({ id, severity, error, place, count, lastSeen, processes }: z.output<typeof listed>): string {
  const times = count === 1 ? "" : `${count} times, `;
  const where = place === "" ? "" : `${place} `;
  return `${id} ${severity} ${where}${error} (${times}in ${processes.join(", ")}, ${clock(Date.parse(lastSeen))})`;
}

const detail = defineTool({
  name: "error_detail",
  title: "Show error",
  description: "One error whole: source code, stack, printed lines.",
  input: z.strictObject({ id: z.string().describe("or its beginning"), max_tokens: maxTokens, ...fileInput }),
  output: errorDetail,
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async run({ id, max_tokens: tokens }, context) {
    const { overview, reader } = context;
    return detailOf(errorOf(id, overview), { reader, directory: directoryOf(context), tokens });
  },
  text: detailText,
});

export const errorTools: readonly Tool[] = [list, detail];
