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
 * A head with the bytes from `from` to `end` behind it. The head in whose place it goes lies before them from `old` on and is needed by
 * nobody any more: where the new one fits there, nothing is copied.
 */
export function behindHead(text: string, bytes: Uint8Array, old: number, from: number, end: number): Uint8Array {
  if (from === end) return headBytes(text);
  const start = from - text.length;
  if (start < old) return joined(headBytes(text), bytes.subarray(from, end));
  Buffer.prototype.latin1Write.call(bytes, text, start, text.length);
  return bytes.subarray(start, end);
}
