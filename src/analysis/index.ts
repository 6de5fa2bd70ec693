/** Reads meaning out of what processes print: puts errors and events together for one thread. */

import type { RuleSet } from "../errors/index.ts";
import { type ErrorSighting, ErrorTeller, fingerprintOf, reportOf } from "../errors/index.ts";
import type { ToldEvent, ToolEvent } from "../events/index.ts";
import type { LineAnalyser } from "../logs/index.ts";
import { KnownUrls } from "./known-urls.ts";
import { StreamAnalyser } from "./stream.ts";

export { Overview } from "./overview.ts";

/** Whose output is read. */
export interface AnalysedProcess {
  readonly source: number;
  readonly name: string;
  readonly directory: string;
}

/** What an analysis needs of its thread. */
export interface AnalysisParts {
  readonly rules: RuleSet;
  /** Numbers of errors: its first one, and the distance to the next, so that no two threads give the same. */
  readonly numbers: { readonly first: number; readonly step: number };
  publishError(sighting: ErrorSighting): void;
  publishEvent(event: ToldEvent): void;
}

/** The largest number that a record's group holds. */
const MAX_NUMBER = 2 ** 31 - 1;

/** One per ingest thread. */
export class Analysis {
  readonly #parts: AnalysisParts;
  readonly #teller: ErrorTeller;
  #number: number;

  constructor(parts: AnalysisParts) {
    this.#parts = parts;
    this.#number = parts.numbers.first;
    this.#teller = new ErrorTeller((sighting) => parts.publishError(sighting));
  }

  /** For one run of a process: makes an analyser for each of its streams. */
  forRun({ source, name, directory }: AnalysedProcess): () => LineAnalyser {
    const urls = new KnownUrls();
    const told = (event: ToolEvent, time: number) => {
      if (event.kind === "url" && !urls.isNew(event)) return;
      this.#parts.publishEvent({ ...event, source, process: name, time });
    };
    return () =>
      new StreamAnalyser({
        rules: this.#parts.rules,
        process: name,
        newNumber: () => this.#newNumber(),
        listener: {
          error: (error, time) => {
            const fingerprint = fingerprintOf(error);
            this.#teller.tell({ ...reportOf(error), fingerprint, source, process: name, directory, time, count: 1 });
          },
          event: told,
        },
      });
  }

  /** Tells what waits for more of its kind: nothing more will come. */
  close(): void {
    this.#teller.flush();
  }

  #newNumber(): number {
    const number = this.#number;
    const { first, step } = this.#parts.numbers;
    this.#number = number + step > MAX_NUMBER ? first : number + step;
    return number;
  }
}
