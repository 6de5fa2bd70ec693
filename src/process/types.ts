/** In which state processes are: plain data that is sent between threads, and the requests about it. */

import type { Launch } from "./launch.ts";

/**
 * State of a process.
 *
 * - `pending`: accepted, not yet spawned. `waiting`: for what it depends on.
 * - `starting`: spawned, and its readiness check has not succeeded yet. `ready`: it has. `running`: there is no such check, or
 *   it was given up (`note` says why).
 * - `stopping`: asked to end. `restarting`: asked to end and to start again, or between an end and the restart that its policy
 *   wants (`restartAt`).
 * - `stopped`: ended because it was asked to. `failed`: ended by itself with a code other than 0 or a signal, could not be
 *   spawned, or what it waited for cannot come (`error`). `success`: ended by itself with code 0.
 */
export const processStatuses = [
  "pending",
  "waiting",
  "starting",
  "running",
  "ready",
  "stopping",
  "restarting",
  "stopped",
  "failed",
  "success",
] as const;
export type ProcessStatus = (typeof processStatuses)[number];

/** One process as it was at a moment. */
export interface ProcessSnapshot {
  /** Names this run for ever: `<name>-<unix seconds of its start>`, with `-2`, `-3` … for more in one second. */
  readonly id: string;
  readonly name: string;
  /** Source number of its log records: the same for all runs of one name. */
  readonly source: number;
  readonly launch: Launch;
  readonly status: ProcessStatus;
  /** Process id (and process group id) while the child lives, else null. */
  readonly pid: number | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** When its readiness check succeeded. */
  readonly readyAt: number | null;
  /** The URL that its readiness check found or asked. */
  readonly url: string | null;
  /** When its restart policy starts it again, while it waits for that. */
  readonly restartAt: number | null;
  /** What it waits for, by name, while it is `waiting`. */
  readonly waitingFor: readonly string[];
  /** What a person should know of its state: why it is not ready, how long a pause is, why it failed and what to do. */
  readonly note: string | null;
  /** Exit code, null while it runs or when a signal ended it. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it. */
  readonly signal: string | null;
  /** Why it could not be spawned. */
  readonly error: string | null;
  /** Numbers of what the run left behind when it ended by itself, while they live. */
  readonly leftover: readonly number[];
  /** Its newest run's records begin at this sequence of the log, or after it: a cursor. */
  readonly firstRecord: number;
  /** How often this name was restarted. */
  readonly restarts: number;
}

/** True while it runs, or will without anybody asking again. */
export function isAlive(status: ProcessStatus): boolean {
  return status !== "stopped" && status !== "failed" && status !== "success";
}

/** What a start answers: the process, and whether it ran already (then nothing was started). */
export interface StartResult {
  readonly process: ProcessSnapshot;
  readonly duplicate: boolean;
}

/** Requests to the owner of the processes, from any thread. Each rejects with a sentence for the user. */
export interface ProcessClient {
  /** All known names with their newest run, in order of first start. */
  list(): Promise<ProcessSnapshot[]>;
  /** Starts; a name that runs already is answered with `duplicate`. */
  start(launch: Launch): Promise<StartResult>;
  /**
   * Ends the process with all its descendants (its stop signal, its time limit, SIGKILL) and answers when none of them lives.
   * Takes an id or a name.
   */
  stop(idOrName: string): Promise<ProcessSnapshot>;
  /** Stops it if it runs, then starts the same launch again. Takes an id or a name. */
  restart(idOrName: string): Promise<ProcessSnapshot>;
  /** Types into a process that has a terminal; others refuse. Takes an id or a name. */
  input(idOrName: string, bytes: Uint8Array): Promise<null>;
  /** Tells a process with a terminal how large that is, from now on. Takes an id or a name. */
  resize(idOrName: string, size: TerminalSize): Promise<null>;
  /** How large the terminals are of what is started from now on. */
  sizeTerminals(size: TerminalSize): Promise<null>;
  /**
   * What the terminal of a process was sent since an offset (null: from the oldest that is kept). Waits up to a second for the first
   * new bytes; who falls behind misses some. Takes an id or a name.
   */
  terminal(idOrName: string, since: number | null): Promise<TerminalOutput>;
  /** What each living process's tree uses now: measured when asked for, at most once a second. */
  usage(): Promise<ProcessUsage[]>;
}

/** A terminal's size in cells, each 1 to 1000. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A part of what a terminal was sent, as it came. Offsets count its bytes from the start of the run. */
export interface TerminalOutput {
  /** At most 32 KiB; empty when nothing has come. */
  readonly bytes: Uint8Array;
  /** Offset of the first of them: larger than the one that was asked for when some are not kept any more. */
  readonly from: number;
  /** Offset behind the last. */
  readonly to: number;
  /** Offset behind the last that has come: more can be had at once while that is larger than `to`. */
  readonly end: number;
  /** The sequence that brings a terminal into the modes that hold at `from`; empty where none were missed. */
  readonly modes: string;
}

/** What a process with all its descendants uses. */
export interface ProcessUsage {
  readonly name: string;
  /** Processor time since the last measurement, in hundredths of one core; null at the first. */
  readonly cpu: number | null;
  /** Resident memory in bytes. */
  readonly memory: number;
  /** How many processes there are. */
  readonly processes: number;
  /** TCP ports that they listen on, sorted. */
  readonly ports: readonly number[];
}
