/** `brum doctor`: whether all is well, and how a running Brummer is. The running one's side is in `thread.ts`. */

export { askForCore } from "./ask.ts";
export { coreText, findingsOf } from "./core-text.ts";
export { type Examined, examine } from "./examine.ts";
export { findingLines } from "./finding.ts";
