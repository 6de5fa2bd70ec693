/** Shared memory: the arena that holds it and the door through which it is read and written. */

export { Arena, type ArenaSpec, LINE_BYTES } from "./arena.ts";
export type { FindBytes, SharedBytes, SharedFloats, Words } from "./door.ts";
export * as door from "./door.ts";
