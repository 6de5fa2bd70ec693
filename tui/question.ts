/** A question before something is done, and what may be asked so. */

/** Writes an entry that starts Brummer into an AI client's file. */
export interface Install {
  readonly type: "install";
  /** Its id. */
  readonly client: string;
  /** Its name. */
  readonly label: string;
}

/** Sends a request of an exchange again. */
export interface Replay {
  readonly type: "replay";
  /** Number of the exchange. */
  readonly id: number;
}

/** Effects that may need a yes first: they change what is not Brummer's own. */
export type Confirmed = Install | Replay;

/** What is asked. */
export interface Question {
  /** Without "y/n". */
  readonly text: string;
  readonly effect: Confirmed;
}
