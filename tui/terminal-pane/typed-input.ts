/** What is typed on its way to processes: in order, one request at a time, so that a large paste is a few of them. */

import { limits } from "./limits.ts";

interface Waiting {
  readonly name: string;
  readonly parts: Uint8Array[];
  /** A person has typed a part of it. */
  isTyped: boolean;
}

export class TypedInput {
  readonly #send: (name: string, bytes: Uint8Array) => Promise<unknown>;
  readonly #trouble: (text: string) => void;
  /** What waits, each with the process that it is for. */
  #waiting: Waiting[] = [];
  #length = 0;
  #isSending = false;

  /** `trouble` is told in a sentence what did not arrive. */
  constructor(send: (name: string, bytes: Uint8Array) => Promise<unknown>, trouble: (text: string) => void) {
    this.#send = send;
    this.#trouble = trouble;
  }

  /** Types into a process. */
  type(name: string, bytes: Uint8Array): void {
    if (this.#length + bytes.length > limits.typedBytes) {
      this.#trouble(`${name} does not take what is typed: the last of it is lost.`);
      return;
    }
    this.#add(name, bytes, true);
  }

  /** What a program has asked its terminal: nobody misses an answer that does not arrive. */
  answer(name: string, bytes: Uint8Array): void {
    if (this.#length + bytes.length <= limits.answerBytes) this.#add(name, bytes, false);
  }

  #add(name: string, bytes: Uint8Array, isTyped: boolean): void {
    this.#length += bytes.length;
    const last = this.#waiting.at(-1);
    if (last?.name === name) {
      last.parts.push(bytes);
      last.isTyped ||= isTyped;
    } else this.#waiting.push({ name, parts: [bytes], isTyped });
    if (!this.#isSending) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isSending = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const bytes = joined(next.parts);
      try {
        await this.#send(next.name, bytes);
      } catch (error) {
        if (next.isTyped) this.#trouble(error instanceof Error ? error.message : String(error));
      }
      this.#length -= bytes.length;
    }
    this.#isSending = false;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
