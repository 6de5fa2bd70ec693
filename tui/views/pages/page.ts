/** What a page is: a list, and the selected row's detail beside it. Pure: from the model alone. */

import type { Effect } from "../../messages.ts";
import type { Model } from "../../model.ts";
import type { Confirmed } from "../../question.ts";
import type { Line } from "../../text/style.ts";

/** One row of a page's list. */
export interface PageRow {
  /** Names the same thing from frame to frame; null: a heading, which cannot be selected. */
  readonly id: string | null;
  /** `Page.rowLines` of them. A getter where there may be many rows: of most no line is ever drawn. */
  readonly lines: readonly Line[];
  /** The moment from which its text counts an age, in milliseconds since 1970: the screen wakes when that reads differently. */
  readonly since?: number | null;
}

/** What can be done with a row. Keys are offered for what is there. */
export interface PageTarget {
  /** `enter`, with its word for the hint line; `question`: it is asked first, and a yes does it. */
  readonly enter?:
    | { readonly hint: string; readonly effect: Effect; readonly question?: undefined }
    | { readonly hint: string; readonly effect: Confirmed; readonly question: string };
  /** `o`: opens it where it belongs, in the editor or the browser. */
  readonly open?: Effect;
  /** `l`: shows its place in the log. */
  readonly inLog?: Effect;
  /** `y`: this text, clean. */
  readonly copy?: string;
  /** `O`: the same without the proxy. */
  readonly openDirect?: Effect;
  /** `Y`: another form of it. */
  readonly copyOther?: Effect;
  /** `b`: what its answer holds. */
  readonly copyBody?: Effect;
  /** `r`: whether it can be sent again. */
  readonly canReplay?: boolean;
}

export interface Page {
  /** Behind its number in the tab. */
  readonly label: string;
  /** Lines of one row of the list. */
  readonly rowLines: 1 | 2;
  /** It grows at its end, and shows that until another row is selected; ids are numbers, ascending. */
  readonly follows?: true;
  /** Behind the label: how many there are, or a sign for what is wrong; null: nothing. */
  badge(model: Model): string | null;
  /** Above the detail: what the list holds, in a few words. */
  summary(model: Model): string;
  /** Keeps its order from frame to frame; lines are cut at `width`. */
  rows(model: Model, width: number): readonly PageRow[];
  detail(model: Model, id: string, width: number): readonly Line[];
  target(model: Model, id: string): PageTarget;
  /** What it says without rows: sentences, with what to do. */
  empty(model: Model): readonly string[];
}
