/** Values that are known to be secret, looked for wherever they stand, also as addresses, base64 and JSON have them. */

import { secretLimits } from "./limits.ts";
import type { Span } from "./mark.ts";
import { Starts } from "./starts.ts";

/** A value with the name that is shown in its place. */
export interface SecretValue {
  readonly name: string;
  readonly value: string;
}

interface Form {
  readonly text: string;
  readonly name: string;
  /** It may be a part of a word: only by itself it is the secret. */
  readonly isWord: boolean;
}

/** A set of them, made ready for many searches. */
export class SecretValues {
  readonly #starts = new Starts<Form>();

  /** The first `secretLimits.values` count. */
  constructor(values: Iterable<SecretValue> = []) {
    const forms = new Map<string, Form>();
    let count = 0;
    for (const { name, value } of values) {
      if (++count > secretLimits.values) break;
      for (const text of formsOf(value)) {
        if (!forms.has(text)) forms.set(text, { text, name, isWord: /^[A-Za-z]+$|^\d+$/.test(text) });
      }
    }
    const longestFirst = [...forms.values()].sort((a, b) => b.text.length - a.text.length);
    for (const form of longestFirst) this.#starts.add(form.text, form);
  }

  /** Whether one may begin with three characters of this slot. */
  get taken(): Uint8Array {
    return this.#starts.taken;
  }

  /** The name of one that goes on where `beginning` ends; `slot`: of its first characters. */
  beginningWith(beginning: string, slot: number): string | undefined {
    if (this.#starts.taken[slot] !== 1) return undefined;
    return this.#starts.in(slot).find(({ text }) => text.startsWith(beginning))?.item.name;
  }

  /** The longest that begins at an index. */
  find(text: string, at: number, slot: number): readonly Span[] {
    for (const { item } of this.#starts.at(text, at, slot)) {
      const end = at + item.text.length;
      if (item.isWord && (isWordPart(text[at - 1]) || isWordPart(text[end]))) continue;
      return [{ start: at, end, kind: item.name }];
    }
    return [];
  }
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

/** How a value may be written. */
function* formsOf(value: string): Generator<string> {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  if (lines.length > 1) {
    // The log has a record for each line.
    for (const line of lines) if (line.length >= secretLimits.lineLeast) yield* shortFormsOf(line);
  }
  if (value.length >= secretLimits.valueLeast) yield* shortFormsOf(value);
}

function* shortFormsOf(value: string): Generator<string> {
  if (value.length > secretLimits.valueMost) return;
  yield value;
  const escaped = JSON.stringify(value).slice(1, -1);
  if (escaped !== value) yield escaped;
  const encoded = urlEncoded(value);
  if (encoded !== undefined && encoded !== value) {
    yield encoded;
    yield encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  }
  yield Buffer.from(value).toString("base64").replace(/=+$/, "");
  yield Buffer.from(value).toString("base64url");
}

/** As a part of an address; undefined: it has half a character. */
function urlEncoded(value: string): string | undefined {
  return value.isWellFormed() ? encodeURIComponent(value) : undefined;
}
