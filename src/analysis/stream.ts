/** Reads one stream of a process: errors, builds, tests, addresses; streams inside of it each for themselves. Pure. */

import { flag, level } from "../../core/index.ts";
import { ErrorReader, type ErrorReaderParts, laneOf } from "../errors/index.ts";
import { EventReader, type ToolEvent } from "../events/index.ts";
import type { LineAnalyser, Verdict } from "../logs/index.ts";

/** Streams inside of one stream (`[web] …`, `web | …`), each read for itself; more share the reader of what is in none. */
const MAX_LANES = 16;

/** What is told, at the time of the line that told it. */
export interface StreamListener {
  error: (error: Parameters<ErrorReaderParts["tell"]>[0], time: number) => void;
  event: (event: ToolEvent, time: number) => void;
}

export interface StreamParts extends Pick<ErrorReaderParts, "rules" | "newNumber"> {
  /** Name of the process. */
  readonly process: string;
  readonly listener: StreamListener;
}

interface Lane {
  readonly errors: ErrorReader;
  readonly events: EventReader;
}

export class StreamAnalyser implements LineAnalyser {
  /** A field, as it is asked for at every line of a flood. */
  isOpen = false;
  readonly #parts: StreamParts;
  readonly #main: Lane;
  readonly #lanes = new Map<string, Lane>();
  /** That of the last line with a name. */
  #last: Lane | undefined;
  #time = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#main = this.#newLane();
  }

  line(text: string, at: Verdict["level"], time: number): Verdict {
    this.#time = time;
    const inner = laneOf(text);
    const lane = inner === undefined ? this.#unnamed(text) : this.#lane(inner.name);
    if (inner !== undefined) this.#last = lane;
    const words = inner?.text ?? text;
    const group = lane.errors.push(words, at >= level.fatal ? "fatal" : at >= level.error ? "error" : "none");
    const topics = lane.events.push(words);
    this.#look();
    return {
      flags:
        (group > 0 ? flag.error : 0) |
        (topics.url ? flag.url : 0) |
        (topics.test ? flag.test : 0) |
        (topics.build ? flag.build : 0) |
        (topics.ready ? flag.ready : 0),
      group,
      // The lines of a stack trace are as bad as its first one: who filters by level sees it whole.
      level: lane.errors.isInTrace && at < level.error ? level.error : at,
    };
  }

  gap(): void {
    this.#main.errors.gap();
    for (const lane of this.#lanes.values()) lane.errors.gap();
    this.#look();
  }

  pause(): void {
    for (const { errors, events } of [this.#main, ...this.#lanes.values()]) {
      errors.end();
      events.pause();
    }
    this.#look();
  }

  end(): void {
    for (const { errors, events } of [this.#main, ...this.#lanes.values()]) {
      errors.end();
      events.end();
    }
    this.#look();
  }

  #look(): void {
    this.isOpen = isOpen(this.#main) || this.#lanes.values().some(isOpen);
  }

  /** Loggers put their name before the first line of an error alone: what follows is its, if it looks like a part of it. */
  #unnamed(text: string): Lane {
    const last = this.#last;
    const { errors } = this.#main;
    if (last === undefined || errors.isInTrace || errors.awaitsFrames) return this.#main;
    const isPart =
      (last.errors.isInTrace && /^[\s}\])]/.test(text)) || (last.errors.awaitsFrames && /^\s+at \S/.test(text));
    return isPart ? last : this.#main;
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    if (this.#lanes.size >= MAX_LANES) return this.#main;
    const lane = this.#newLane();
    this.#lanes.set(name, lane);
    return lane;
  }

  #newLane(): Lane {
    const { rules, newNumber, process, listener } = this.#parts;
    return {
      errors: new ErrorReader({ rules, newNumber, tell: (error) => listener.error(error, this.#time) }),
      events: new EventReader(process, (event) => listener.event(event, this.#time)),
    };
  }
}

function isOpen({ errors, events }: Lane): boolean {
  return errors.isOpen || events.isOpen;
}
