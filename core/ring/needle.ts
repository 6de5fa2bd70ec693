/** Search for a text in bytes: the engine's byte search for its rarest byte, and a look at the rest where that is found. */

/** Bytes that logs are full of, the commonest first; those not listed are rarer. */
const common = new TextEncoder().encode(" e0ta1onirs2l-d:.3c/5u4mph6789g[]fb,yvTwk_(\")'=xISEAC");

/** A text to find; `start` on some bytes, then `next` with rising offsets. */
export class Needle {
  /** Its length in bytes. */
  readonly length: number;
  readonly #bytes: Uint8Array;
  /** The other case of each byte; the same byte where there is none or case matters. */
  readonly #other: Uint8Array;
  /** Where in the needle the byte is that is searched for. */
  readonly #anchor: number;
  #hay: Uint8Array = new Uint8Array();
  /** The next place of the anchor, and of its other case, as far as known. */
  #at = -1;
  #otherAt = -1;

  /** `text` must not be empty; `ignoreCase` takes A–Z and a–z as the same and no other letters. */
  constructor(text: string, ignoreCase: boolean) {
    this.#bytes = new TextEncoder().encode(text);
    this.#other = ignoreCase ? this.#bytes.map(otherCase) : this.#bytes;
    this.length = this.#bytes.length;
    this.#anchor = rarest(this.#bytes, this.#other);
  }

  /** Takes up the bytes to search in, from their beginning. */
  start(hay: Uint8Array): void {
    this.#hay = hay;
    this.#at = -1;
    this.#otherAt = -1;
  }

  /** The first occurrence at `from` or later, -1 for none. `from` must not fall between calls. */
  next(from: number): number {
    const wanted = this.#bytes[this.#anchor] ?? 0;
    const other = this.#other[this.#anchor] ?? 0;
    let at = from + this.#anchor;
    for (;;) {
      if (this.#at < at) this.#at = find(this.#hay, wanted, at);
      if (other === wanted) this.#otherAt = this.#at;
      else if (this.#otherAt < at) this.#otherAt = find(this.#hay, other, at);
      at = Math.min(this.#at, this.#otherAt);
      if (at >= this.#hay.length) return -1;
      if (this.#isAt(at - this.#anchor)) return at - this.#anchor;
      at++;
    }
  }

  #isAt(start: number): boolean {
    for (let index = 0; index < this.length; index++) {
      const byte = this.#hay[start + index];
      if (byte !== this.#bytes[index] && byte !== this.#other[index]) return false;
    }
    return true;
  }
}

/** The next place of a byte, the end of the bytes for none. */
function find(hay: Uint8Array, byte: number, from: number): number {
  const at = hay.indexOf(byte, from);
  return at === -1 ? hay.length : at;
}

function otherCase(byte: number): number {
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a ? byte ^ 0x20 : byte;
}

function rarest(bytes: Uint8Array, other: Uint8Array): number {
  let best = 0;
  let bestRank = -1;
  bytes.forEach((byte, index) => {
    const rank = Math.min(rarity(byte), rarity(other[index] ?? byte));
    if (rank > bestRank) {
      best = index;
      bestRank = rank;
    }
  });
  return best;
}

function rarity(byte: number): number {
  const rank = common.indexOf(byte);
  return rank === -1 ? common.length : rank;
}
