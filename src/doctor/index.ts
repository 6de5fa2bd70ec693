/** `brum doctor`: asks a running Brummer how it is. The running one's side is in `thread.ts`. */

export { askForCore } from "./ask.ts";
export { coreText, findingsOf } from "./core-text.ts";
export { findInstance, type Instance } from "./instance.ts";
