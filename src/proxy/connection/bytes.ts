/** Two pieces of bytes as one; neither is copied where the other is empty. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The bytes of a head's text. */
export function headBytes(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/**
 * A head with what stands behind it. `old`: bytes of the head in whose place it goes, which nobody needs any more: where the new one fits
 * there, right before `rest`, nothing is copied.
 */
export function behindHead(text: string, old: Uint8Array, rest: Uint8Array): Uint8Array {
  if (rest.length === 0) return headBytes(text);
  const end = old.byteOffset + old.length;
  if (old.buffer !== rest.buffer || end !== rest.byteOffset || text.length > old.length) {
    return joined(headBytes(text), rest);
  }
  const whole = new Uint8Array(old.buffer, end - text.length, text.length + rest.length);
  Buffer.prototype.latin1Write.call(whole, text, 0, text.length);
  return whole;
}
