/** The bridge's other end, for the net thread. */

export { Addressee } from "./addressee.ts";
