/**
 * The lines in which npm, pnpm, yarn and bun say what they run before they run it. What stands in them is a command, no output: a word
 * like `ERROR` in it is none.
 */

/** Lines of a stream among which they are: blank ones, the two of npm, and what the manager may say of itself. */
const FIRST_LINES = 6;

/** `> shop@1.0.0 dev`, with pnpm and a folder behind it; `> dev` where the package has no name. */
const announcement = /^> (?:\S+@\S* \S+.*|[\w:.-]+)$/;
/** yarn's first line: `yarn run v1.22.22`. */
const yarnItself = /^yarn run v\d/;

/** One stream's, from its first line on. */
export class EchoWatch {
  #left = FIRST_LINES;
  #isAnnounced = false;

  /** Whether such a line may still come. */
  get isOpen(): boolean {
    return this.#left > 0;
  }

  /** Whether the line, the next one of the stream, is such a one. `text`: plain. */
  isEcho(text: string): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    if (text.trim() === "" || yarnItself.test(text)) return false;
    if (this.#isAnnounced) {
      this.#left = 0;
      return text.startsWith("> ");
    }
    if (announcement.test(text)) {
      this.#isAnnounced = true;
      return true;
    }
    this.#left = 0;
    return /^\$ \S/.test(text);
  }
}
