/** Logs: from the bytes that processes print to records of the ring. */

export type { LineAnalyser, Verdict } from "./analyser.ts";
export { firstErrorFrom, originOf } from "./error-ring.ts";
export { fuzzyTest } from "./fuzzy.ts";
export { IntakeTools, LogIntake } from "./intake.ts";
export { BlockingIntake, type IntakeWait } from "./intake-blocking.ts";
export type { OutletTrouble } from "./intake-outlet.ts";
export { flagsOf, type LineKind, lineKinds } from "./kinds.ts";
export { ownLogFile, prepareOwnLog, stateFolder } from "./own-log.ts";
export { Pattern, PatternError } from "./pattern/index.ts";
export { anyOf } from "./pattern/union.ts";
export { printable } from "./printable.ts";
export { isRepeat } from "./repeats.ts";
export { reportTo, SystemLog } from "./system-log.ts";
export { logTopics, type Tail } from "./tail.ts";
export { timestampOf } from "./timestamp.ts";
