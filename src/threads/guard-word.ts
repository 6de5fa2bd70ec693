/** The first argument that makes this program a guard (see src/process/guard). No user types it. */
export const GUARD_WORD = "__guard";
