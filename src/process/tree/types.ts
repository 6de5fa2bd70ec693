/** The processes of this machine, as the system tells. */

/** One of them. Its number may belong to another one later: number and start together name it for ever. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** When it started, in a unit of the system's own; larger is later. */
  readonly started: number;
  /** It has ended, and its parent has not noticed: nothing of it runs any more. */
  readonly isZombie: boolean;
}

/** What the system tells. */
export interface ProcessSource {
  /** All processes that this user may see. Throws where the system tells nothing. */
  list(): ProcessEntry[];
  /** The value that the process got for a variable of its environment; undefined: none, or not to be seen. */
  variable(pid: number, name: string): string | undefined;
}
