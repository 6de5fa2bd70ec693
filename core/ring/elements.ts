/** Reading private memory: 0 outside of the array. A function for each type, as engines are slow where one sees several. */

export function wordAt(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

export function floatAt(floats: Float64Array, index: number): number {
  return floats[index] ?? 0;
}

export function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
