/** The side of errors that reads files: for the thread that looks at them. */

export { locate } from "./locate.ts";
export { loadRules, ruleFiles } from "./rules/file.ts";
