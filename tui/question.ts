/** A question before something is done, and what may be asked so. */

/** Writes an entry that starts Brummer into an AI client's file. */
export interface Install {
  readonly type: "install";
  /** Its id. */
  readonly client: string;
  /** Its name. */
  readonly label: string;
}

/** Effects that need a yes first: they change what is not Brummer's own. */
export type Confirmed = Install;

/** What is asked. */
export interface Question {
  /** Without "y/n". */
  readonly text: string;
  readonly effect: Confirmed;
}
