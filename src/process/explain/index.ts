/** Explains failures: from a run that has failed to a sentence that says what to do. For the ingest threads. */

import { type LogReader, stream } from "../../../core/index.ts";
import type { Census } from "../tree/census.ts";
import type { ProcessSnapshot } from "../types.ts";
import { factsAbout, outOfMemoryEnds } from "./facts.ts";
import { explain } from "./rules.ts";

/** Lines that are looked at: an error and its stack. */
const LINES = 60;
/** Characters of a line that are looked at: what says why stands near its start, and the rules take longer on longer texts. */
const LINE_CHARACTERS = 512;

/** What it needs of its thread. */
export interface ExplainTools {
  readonly reader: LogReader;
  readonly census: Census;
  /** Begins the mark of every run of this Brummer. */
  readonly mark: string;
}

/** What explains the failed runs of a thread: undefined where nothing is sure. */
export function explainer({ reader, census, mark }: ExplainTools): (process: ProcessSnapshot) => string | undefined {
  let memoryEnds = outOfMemoryEnds();
  return (process) => {
    const own = { sources: new Set([process.source]), streams: new Set([stream.stdout, stream.stderr]) };
    const sequences = reader.select(own, reader.latest(), -1, LINES, process.firstRecord);
    const lines = sequences
      .toReversed()
      .flatMap((sequence) => reader.at(sequence)?.text.slice(0, LINE_CHARACTERS) ?? []);
    const why = explain({ process, lines, facts: factsAbout(process.launch, census, mark, memoryEnds) });
    memoryEnds = outOfMemoryEnds();
    return why;
  };
}
