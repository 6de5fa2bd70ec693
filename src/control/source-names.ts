/** Names of the log's sources: processes, and Brummer itself. */

/** Name under which Brummer's own lines stand. */
const OWN_NAME = "brum";
/** Its number as a source. */
const OWN_SOURCE = 0;

/** Names and source numbers of all processes there are now. */
export type ListSources = () => Promise<readonly { readonly name: string; readonly source: number }[]>;

/** What is known of them; asks again for a source that is new. */
export class SourceNames {
  readonly #list: ListSources;
  readonly #known = new Map<number, string>();

  private constructor(list: ListSources) {
    this.#list = list;
  }

  static async of(list: ListSources): Promise<SourceNames> {
    const names = new SourceNames(list);
    await names.#learn();
    return names;
  }

  /** The source of a name. Throws a sentence for one that there is none of. */
  source(name: string): number {
    for (const [source, its] of this.#known) if (its === name) return source;
    if (name === OWN_NAME) return OWN_SOURCE;
    const names = [...this.#known.values()];
    throw new Error(
      `No process "${name}" was started here. ${names.length === 0 ? "None was." : `Known: ${names.join(", ")}.`}`,
    );
  }

  async name(source: number): Promise<string> {
    if (source === OWN_SOURCE) return OWN_NAME;
    if (!this.#known.has(source)) await this.#learn();
    return this.#known.get(source) ?? "?";
  }

  async #learn(): Promise<void> {
    for (const { source, name } of await this.#list()) this.#known.set(source, name);
  }
}
