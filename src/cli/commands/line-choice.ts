/** Which lines `brum logs` shows, and in what form. */

import { fuzzyTest, type LineKind, lineKinds } from "../../logs/index.ts";
import { type LineForm, LineFormat } from "../output.ts";
import { HtmlFormat } from "../output-html.ts";
import { JsonFormat } from "../output-json.ts";
import type { Subcommand } from "../subcommands.ts";
import type { CommandIo } from "./io.ts";
import { chosenKinds } from "./kinds.ts";
import type { ViewOptions } from "./line-view.ts";
import { UsageError } from "./usage.ts";

export type LogsGiven = Extract<Subcommand, { command: "logs" }>;

/** Characters that mean something in a regular expression: a pattern without them is searched for by the server. */
const special = /[\\^$.*+?()[\]{}|/]/;

/** How lines are printed. */
export function formOf(given: Pick<LogsGiven, "json" | "html" | "timestamps">, io: CommandIo): LineForm {
  if (given.json) return new JsonFormat();
  if (given.html) return new HtmlFormat();
  return new LineFormat({ colour: io.colour, unicode: io.unicode, timestamps: given.timestamps });
}

/** Which lines are shown. */
export interface LineChoice {
  readonly view: ViewOptions;
  /** Whether that has to be found out here, and not by who sends them. */
  readonly isOurs: boolean;
  readonly kinds: readonly LineKind[];
}

export function choiceOf(given: LogsGiven): LineChoice {
  const { grep, ignoreCase, fuzzy, hide, context, collapse } = given;
  const pattern = grep === undefined ? undefined : compiled("--grep", grep, ignoreCase);
  const isLiteral = grep !== undefined && !special.test(grep);
  const near = fuzzy === undefined ? undefined : fuzzyTest(fuzzy);
  const hidden = hide.map((one) => compiled("--hide", one, ignoreCase));
  const fits =
    pattern === undefined && near === undefined
      ? undefined
      : (text: string) => (pattern?.test(text) ?? true) && (near?.(text) ?? true);
  return {
    view: { fits, hides: (text) => hidden.some((one) => one.test(text)), context, collapses: collapse },
    isOurs: (grep !== undefined && !isLiteral) || near !== undefined || hidden.length > 0 || context > 0 || collapse,
    kinds: chosenKinds("--kind", given.kinds, lineKinds),
  };
}

function compiled(option: string, source: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(source, ignoreCase ? "iu" : "u");
  } catch (error) {
    throw new UsageError(
      `${option} is no regular expression: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
