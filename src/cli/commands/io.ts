/** Where a command reads and writes: passed in, so that it can be tried without a terminal. */

import { speaksUtf8 } from "../terminal.ts";

/** Standard output and error, and what they can show. */
export interface CommandIo {
  /** Settles when more may be written. */
  out(text: string): Promise<void>;
  err(text: string): void;
  /** Columns of the terminal; undefined where the output is none. */
  readonly width: number | undefined;
  /** On standard output. */
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Asks and waits for a line; undefined where nobody can be asked, or the input ended. */
  ask(question: string): Promise<string | undefined>;
  /** Aborted by Ctrl-C and its like, and when nobody reads the output any more. */
  readonly stopped: AbortSignal;
  /** Gives the signals back: something else begins in this process. */
  close(): void;
}

/** That of this process. It takes Ctrl-C over until it is closed: a second one ends the process at once. */
export function processIo(): CommandIo {
  const out = process.stdout;
  const isTerminal = out.isTTY === true;
  const stopped = new AbortController();
  let goOn = () => {};
  out.on("drain", () => goOn());
  out.on("error", () => {
    stopped.abort();
    goOn();
  });
  let asked = false;
  const stop = () => {
    if (asked) process.exit(130);
    asked = true;
    stopped.abort();
    goOn();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  return {
    out: (text) =>
      new Promise((resolve) => {
        goOn = resolve;
        if (stopped.signal.aborted || out.write(text)) resolve();
      }),
    err: (text) => void process.stderr.write(text),
    width: isTerminal ? (out.columns ?? 80) : undefined,
    colour: isTerminal && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    unicode: !isTerminal || speaksUtf8(process.env, process.platform),
    ask: (question) => askLine(question, stopped.signal),
    stopped: stopped.signal,
    close: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

async function askLine(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    const end = (answer: string | undefined) => {
      resolve(answer);
      lines.close();
    };
    signal.addEventListener("abort", () => end(undefined), { once: true });
    lines.once("close", () => resolve(undefined));
    // In a terminal's raw mode Ctrl-C is a key and no signal.
    lines.once("SIGINT", () => end(undefined));
    lines.question(question, end);
  });
}
