/** Puts marks in place of the secrets in a text. */

import type { RowsOf } from "./key-blocks.ts";
import { secretLimits } from "./limits.ts";
import { marked } from "./mark.ts";
import { Search } from "./search.ts";
import { SecretValues } from "./values.ts";

const noValues = new SecretValues();

/**
 * The text with a mark (`‹secret:KIND›`) in place of everything that looks like a credential, and of the `values`. Linear in
 * the text's length; a text that is masked already stays as it is. `rows`: what is known of rows of base64 that stand by themselves.
 */
export function mask(text: string, values: SecretValues = noValues, rows: RowsOf = "unknown"): string {
  let result = text;
  for (let pass = 0; pass < secretLimits.passes; pass++) {
    const spans = new Search(result, values, rows).run();
    if (spans.length === 0) break;
    result = marked(result, spans);
  }
  return result;
}
