/** The URLs that one run has told: each once. */

import type { UrlFound } from "../events/index.ts";

/** URLs of a run that are kept and told; of a crawler's output only the first are. As many as the predecessor kept. */
const MAX_URLS = 100;

export class KnownUrls {
  readonly #known = new Set<string>();

  /** True the first time, as long as there is room. */
  isNew({ url }: UrlFound): boolean {
    if (this.#known.has(url) || this.#known.size >= MAX_URLS) return false;
    this.#known.add(url);
    return true;
  }
}
