/** A program on a terminal of its own that a benchmark types into and reads. */

export class Pty {
  readonly child: Bun.Subprocess;
  #text = "";
  #waiting: { readonly pattern: RegExp; readonly found: (at: number) => void } | undefined;

  constructor(cwd: string, command: readonly string[], columns: number, rows: number) {
    const decoder = new TextDecoder();
    this.child = Bun.spawn([...command], {
      cwd,
      env: { ...process.env, TERM: "xterm-256color", LANG: "C.UTF-8" },
      terminal: {
        cols: columns,
        rows,
        data: (_, bytes) => {
          this.#text += decoder.decode(bytes, { stream: true });
          if (this.#waiting?.pattern.test(this.#text) === true) this.#waiting.found(performance.now());
          // What a flood draws is not kept.
          if (this.#text.length > 1 << 16) this.#text = this.#text.slice(-(1 << 12));
        },
      },
    });
  }

  type(text: string): void {
    this.child.terminal?.write(text);
  }

  /** Milliseconds until the program writes what fits; what it wrote before is forgotten. */
  async see(pattern: RegExp, limitMs = 20_000): Promise<number> {
    const began = performance.now();
    this.#text = "";
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#waiting = { pattern, found: resolve };
    const timer = setTimeout(() => reject(new Error(`the screen did not show ${pattern}`)), limitMs);
    try {
      return (await promise) - began;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  async end(): Promise<void> {
    this.child.kill();
    await this.child.exited;
  }
}
