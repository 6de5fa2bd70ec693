/** Masks texts that come again: the names in every line of a log, a line that is measured first and shown then. */

import type { RowsOf } from "./key-blocks.ts";
import { secretLimits } from "./limits.ts";
import { mask } from "./mask.ts";
import type { SecretValues } from "./values.ts";

/** As `mask`, which it remembers the results of. */
export class Masker {
  readonly #valuesOf: () => SecretValues;
  readonly #results: Readonly<Record<RowsOf, Map<string, string>>> = {
    private: new Map(),
    public: new Map(),
    unknown: new Map(),
  };
  #values: SecretValues;

  /** `valuesOf`: the values as they are now; the same object while they are the same. */
  constructor(valuesOf: () => SecretValues) {
    this.#valuesOf = valuesOf;
    this.#values = valuesOf();
  }

  mask(text: string, rows: RowsOf = "unknown"): string {
    if (text.length < secretLimits.textLeast) return text;
    const values = this.#valuesOf();
    if (text.length > secretLimits.rememberedCharacters) return mask(text, values, rows);
    if (values !== this.#values) {
      this.#values = values;
      for (const results of Object.values(this.#results)) results.clear();
    }
    const results = this.#results[rows];
    const known = results.get(text);
    if (known !== undefined) return known;
    if (results.size >= secretLimits.remembered) results.clear();
    const result = mask(text, values, rows);
    results.set(text, result);
    // What is masked stays as it is.
    results.set(result, result);
    return result;
  }
}
