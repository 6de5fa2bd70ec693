/** What is run and in which state it is: plain data that is sent between threads, and the requests about it. */

/**
 * State of a process. `pending`: accepted, not yet spawned. `restarting`: being stopped to be started again. `stopped`:
 * ended because it was asked to. `failed`: ended by itself with a code other than 0 or a signal, or could not be
 * spawned. `success`: ended by itself with code 0.
 */
export type ProcessStatus = "pending" | "running" | "stopping" | "restarting" | "stopped" | "failed" | "success";

/** What to run, resolved: a script of the project or a command that the user gave. */
export interface Launch {
  /** Shown name, unique among processes; letters, digits and whatever a script name holds. */
  readonly name: string;
  readonly kind: "script" | "command";
  /** The text as its author wrote it (package.json, command line), for display. */
  readonly command: string;
  /** Program and arguments that are executed; no shell unless the program is one. */
  readonly argv: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
}

/** One process as it was at a moment. */
export interface ProcessSnapshot {
  /** Names this run for ever: `<name>-<unix seconds of its start>`, with `-2`, `-3` … for more in one second. */
  readonly id: string;
  readonly name: string;
  /** Source number of its log records: the same for all runs of one name. */
  readonly source: number;
  readonly launch: Launch;
  readonly status: ProcessStatus;
  /** Process id (and process group id) while it lives, else null. */
  readonly pid: number | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Exit code, null while it runs or when a signal ended it. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it. */
  readonly signal: string | null;
  /** Why it could not be spawned. */
  readonly error: string | null;
  /** Process group of what the run left behind when it ended by itself, while something of it lives. */
  readonly leftover: number | null;
  /** How often this name was restarted. */
  readonly restarts: number;
}

/** True while the operating system may still have something of it. */
export function isAlive(status: ProcessStatus): boolean {
  return status === "pending" || status === "running" || status === "stopping" || status === "restarting";
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
  /** Ends the whole process group (SIGTERM, 5 s, SIGKILL) and answers when nothing of it lives. Takes an id or a name. */
  stop(idOrName: string): Promise<ProcessSnapshot>;
  /** Stops it if it runs, then starts the same launch again. Takes an id or a name. */
  restart(idOrName: string): Promise<ProcessSnapshot>;
}
