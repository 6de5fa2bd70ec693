/**
 * The one door to shared memory.
 *
 * Every read, write, wait and notify that `core/` does on a SharedArrayBuffer goes through the functions of this file and
 * of no other. In production they inline to the bare operation; a checker replaces this module to see every access.
 *
 * Three families: *ordered* functions (`load` … `notify`) are sequentially consistent (ECMA-262, section 29, memory model)
 * and may be raced; *plain* functions (`get` … `copyOut`) are not ordered at all, so the caller says at the call what
 * ordered access makes them safe; *raced* functions (`copyOutRaced`, `loadRaced`, `getByteRaced`, `findRaced`) are plain
 * reads of what may be overwritten meanwhile: the caller throws away what a later ordered access does not confirm.
 */

/** 32-bit words in shared memory: the only kind of word that is accessed atomically. */
export type Words = Int32Array<SharedArrayBuffer>;
/** Bytes in shared memory. */
export type SharedBytes = Uint8Array<SharedArrayBuffer>;
/** 64-bit floats in shared memory (times, 53-bit positions); plain access only. */
export type SharedFloats = Float64Array<SharedArrayBuffer>;

/** Ordered read. */
export function load(words: Words, index: number): number {
  return Atomics.load(words, index);
}

/** Ordered write. */
export function store(words: Words, index: number, value: number): void {
  Atomics.store(words, index, value);
}

/** Adds `value`; returns what the word held before. */
export function add(words: Words, index: number, value: number): number {
  return Atomics.add(words, index, value);
}

/** Subtracts `value`; returns what the word held before. */
export function sub(words: Words, index: number, value: number): number {
  return Atomics.sub(words, index, value);
}

/** Writes `replacement` if the word holds `expected`; returns what it held before, in both cases. */
export function compareExchange(words: Words, index: number, expected: number, replacement: number): number {
  return Atomics.compareExchange(words, index, expected, replacement);
}

/**
 * Blocks this thread while the word holds `expected`, `timeoutMs` at most (`Infinity`: for ever). Workers only: the
 * thread that draws the screen must not call it.
 */
export function wait(
  words: Words,
  index: number,
  expected: number,
  timeoutMs: number,
): "ok" | "not-equal" | "timed-out" {
  return Atomics.wait(words, index, expected, timeoutMs);
}

/**
 * Like {@link wait} without blocking; resolves when notified. No time limit on purpose: a limit costs memory until it
 * passes, also when the wait ended before (seen in Bun); callers race it with a timer of their own.
 */
export function waitAsync(words: Words, index: number, expected: number): Promise<"ok" | "timed-out"> | "not-equal" {
  const result = Atomics.waitAsync(words, index, expected);
  // Without a time limit it cannot be over at once (ECMA-262, DoWait): what is not asynchronous is "not-equal".
  return result.async ? result.value : "not-equal";
}

/** Wakes up to `count` waiters of the word; returns how many it woke. */
export function notify(words: Words, index: number, count: number): number {
  return Atomics.notify(words, index, count);
}

/** Plain read of a word. */
export function get(words: Words, index: number): number {
  return words[index] ?? 0;
}

/** Plain write of a word. */
export function put(words: Words, index: number, value: number): void {
  words[index] = value;
}

/** Plain read of a 64-bit float. */
export function getFloat(floats: SharedFloats, index: number): number {
  return floats[index] ?? 0;
}

/** Plain write of a 64-bit float. */
export function putFloat(floats: SharedFloats, index: number, value: number): void {
  floats[index] = value;
}

/** Plain copy into shared memory. */
export function copyIn(target: SharedBytes, offset: number, source: Uint8Array): void {
  target.set(source, offset);
}

/** Plain copy out of shared memory: `target` takes the bytes from `offset` on, as many as it holds. */
export function copyOut(target: Uint8Array, source: SharedBytes, offset: number): void {
  target.set(source.subarray(offset, offset + target.length));
}

/**
 * As {@link copyOut}, of bytes that another thread may be overwriting: what comes out may be torn. Only for a copy that is
 * confirmed afterwards: call {@link fence}, then make sure by an ordered access that nobody had been given these bytes.
 */
export function copyOutRaced(target: Uint8Array, source: SharedBytes, offset: number): void {
  target.set(source.subarray(offset, offset + target.length));
}

/**
 * Ordered read of a word that another thread may be overwriting plainly: to be confirmed as with {@link copyOutRaced}, but
 * without a fence, as no later ordered access passes it. For a few words, where the views of a copy would cost more.
 */
export function loadRaced(words: Words, index: number): number {
  return Atomics.load(words, index);
}

/** Reads a byte that another thread may be overwriting: to be confirmed as with {@link copyOutRaced}. */
export function getByteRaced(bytes: SharedBytes, index: number): number {
  return bytes[index] ?? 0;
}

/**
 * A byte search that the host passes in because it has a faster one than the engine's arrays: the first place at `from` or
 * later where `needle` (not empty) stands in `bytes`, -1 for none. It must take the bytes of a SharedArrayBuffer, and its
 * time must grow with `bytes` and `needle` only, whatever they hold.
 */
export type FindBytes = (bytes: Uint8Array, needle: Uint8Array, from: number) => number;

/** Searches bytes that another thread may be overwriting: what it says is to be confirmed as with {@link copyOutRaced}. */
export function findRaced(find: FindBytes, bytes: SharedBytes, needle: Uint8Array, from: number): number {
  return find(bytes, needle, from);
}

/** A word that means nothing: {@link fence} writes it. */
const fenceWord: Words = new Int32Array(new SharedArrayBuffer(4));

/**
 * Plain reads before it are over before any ordered access after it. A load alone does not hold earlier plain reads back
 * on ARM; a read-modify-write of a word of this thread's own does, and on x86-64 it costs a few ns.
 */
export function fence(): void {
  Atomics.exchange(fenceWord, 0, 0);
}
