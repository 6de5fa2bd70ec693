/** Claims: the producers' engine that the log ring and the event bus share. */

export { type Admit, Claims, type ClaimsParts } from "./claims.ts";
export type { Blank, Place } from "./table.ts";
