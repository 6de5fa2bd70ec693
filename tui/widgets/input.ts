/**
 * The terminal's input as single key presses and mouse events. blessed takes one chunk for one mouse event and drops the
 * keys beside it, so a turned wheel or fast typing would be lost: it is handed one sequence at a time.
 */

import { Readable } from "node:stream";
import type { ReadStream } from "node:tty";
import { limits } from "../limits.ts";
import { dropTypedAhead } from "./typed-ahead.ts";

// One token: mouse (SGR, X10), CSI, SS3, string sequences (answers to queries), alt with a character, or a character.
const token =
  /\x1b\[M[\s\S]{3}|\x1b\[[0-?]*[ -/]*[@-LN-~]|\x1b\[[0-?]+[ -/]*M|\x1bO[\s\S]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\x1b[O\]PX^_]|[^\x1b]/uy;

/**
 * What blessed knows: a character, a key, the mouse. Any other sequence it takes for its letters one by one, so the late answer to a
 * program that has asked the terminal something (`ESC [ ? 62 ; c`) would be a press of `c`.
 */
const known =
  /^(?:[^\x1b]|\x1b[^\x1b]?|\x1b(?:O|N|\[{1,2})(?:\d+(?:;\d+)?[~^$]|(?:1;)?\d*[A-Za-z])|\x1b\[(?:M[\s\S]{3}|<?[\d;]+[Mm]))$/u;

/** Whether a sequence of {@link splitInput} is a key or the mouse. */
export function isKnownInput(sequence: string): boolean {
  return known.test(sequence);
}

/** Splits input into whole sequences; `rest` is the beginning of one that is not complete yet. */
export function splitInput(text: string): { readonly tokens: string[]; readonly rest: string } {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text)?.[0];
    if (match === undefined) {
      const next = text.indexOf("\x1b", at + 1);
      // ESC before another ESC is the key; anything else waits for its end.
      if (next !== at + 1) return { tokens, rest: text.slice(at) };
      tokens.push("\x1b");
      at = next;
      continue;
    }
    tokens.push(match);
    at += match.length;
  }
  return { tokens, rest: "" };
}

/** What blessed takes for its input stream. */
export class KeyInput extends Readable {
  readonly #stream: ReadStream;
  readonly #takes: (sequence: string) => boolean;
  readonly #decoder = new TextDecoder();
  #rest = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  isRaw = false;

  /** `takes`: asked about each sequence first; true: it was for somebody else than blessed. */
  constructor(stream: ReadStream, takes: (sequence: string) => boolean) {
    super();
    this.#takes = takes;
    this.#stream = stream;
    stream.on("data", this.#take);
  }

  setRawMode(raw: boolean): void {
    this.isRaw = raw;
    this.#stream.setRawMode(raw);
  }

  override resume(): this {
    this.#stream.resume();
    return this;
  }

  override pause(): this {
    this.#stream.pause();
    return this;
  }

  /** Leaves the terminal as it was found, and reads nothing from it. */
  giveAway(): void {
    this.setRawMode(false);
    this.pause();
  }

  /** Reads keys again; those that were pressed before are dropped. */
  takeBack(): void {
    this.setRawMode(true);
    this.#rest = "";
    dropTypedAhead();
    this.resume();
  }

  /** Sequences are emitted as they come, one `data` event each: nothing is buffered here. */
  override _read(): void {}

  /** Listens no more; the stream is left paused. */
  close(): void {
    clearTimeout(this.#timer);
    this.#stream.off("data", this.#take);
    this.#stream.pause();
  }

  readonly #take = (chunk: Uint8Array | string): void => {
    clearTimeout(this.#timer);
    const text = typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true });
    const { tokens, rest } = splitInput(this.#rest + text);
    this.#rest = rest.length > limits.inputSequence ? "" : rest;
    for (const part of tokens) this.#hand(part);
    if (this.#rest !== "") this.#timer = setTimeout(this.#giveUp, limits.escapeMs);
  };

  /** No more has come: a lone ESC is the key, half a sequence is nothing. */
  readonly #giveUp = (): void => {
    const rest = this.#rest;
    this.#rest = "";
    if (rest === "\x1b") this.#hand(rest);
  };

  #hand(sequence: string): void {
    if (!this.#takes(sequence) && isKnownInput(sequence)) this.emit("data", Buffer.from(sequence));
  }
}
