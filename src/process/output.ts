/** The output of one run on its way into the log: taken in at once, or as fast as it is kept where its launch asks for that. */

import { limits, type Stream, stream } from "../../core/index.ts";
import {
  BlockingIntake,
  type IntakeTools,
  type IntakeWait,
  type LineAnalyser,
  LogIntake,
  type OutletTrouble,
} from "../logs/index.ts";
import { durationText } from "./duration-text.ts";
import type { Launch } from "./launch.ts";
import type { LinesCourier } from "./lines/index.ts";
import type { StreamIntake } from "./pipe.ts";

/**
 * Milliseconds that output is held back at most without any progress: a disk that is busy for seconds. Where the thread is
 * blocked meanwhile, all its processes and commands wait too.
 */
const heldMs: Readonly<Record<IntakeWait, number>> = { async: limits.gateMs, blocking: 1000 };

/** What the output of a run needs. */
export interface OutputParts {
  readonly launch: Launch;
  readonly source: number;
  readonly intake: IntakeTools;
  /** Where the lines of a terminal are made; undefined: here. */
  readonly lines?: LinesCourier;
  /** Makes a reader for a stream. */
  readonly newAnalyser: () => LineAnalyser;
  /** What stands in the open last line of a stream. */
  tail(of: Stream, text: string): void;
  /** A part could not be taken in, in another thread. */
  troubled(error: unknown): void;
  /** A sentence, once for each thing that is not as its launch asks. */
  warn(text: string): void;
}

export class RunOutput {
  readonly #parts: OutputParts;
  readonly #intakes: (StreamIntake & { isLate: boolean })[] = [];
  readonly #told = new Set<OutletTrouble>();

  constructor(parts: OutputParts) {
    this.#parts = parts;
  }

  /** One of its streams. `wait`: how it may be held up, if it is to be. */
  open(of: Stream, wait: IntakeWait): StreamIntake {
    const { launch, source, intake: tools, newAnalyser, tail } = this.#parts;
    const target = { source, stream: of, tail: (text: string) => tail(of, text), analyser: newAnalyser() };
    const limitMs = heldMs[wait];
    const trouble = (what: OutletTrouble) => this.#tell(what, limitMs);
    const intake =
      launch.overflow === "block"
        ? new BlockingIntake(tools, target, { wait, trouble, limitMs })
        : new LogIntake(tools, target);
    this.#intakes.push(intake);
    return intake;
  }

  /** What its terminal shows. It cannot be left unread for a while, other than by staying in the call that brings it. */
  openTerminal(): StreamIntake {
    const { launch, source, lines, tail, troubled } = this.#parts;
    // Only here what is to be held back can be.
    if (lines === undefined || launch.overflow === "block") return this.open(stream.stdout, "blocking");
    const owner = { source, name: launch.name, directory: launch.cwd };
    const intake = lines.open(owner, { tail: (text) => tail(stream.stdout, text), troubled });
    this.#intakes.push(intake);
    return intake;
  }

  /** The run's end is told: what its grandchildren still print is taken in, and said to be late. */
  close(): void {
    for (const intake of this.#intakes) intake.isLate = true;
  }

  /** Whether a part of it waited to be kept within so many milliseconds. */
  wasHeld(withinMs: number): boolean {
    return this.#intakes.some((intake) => intake instanceof BlockingIntake && intake.wasHeld(withinMs));
  }

  #tell(what: OutletTrouble, limitMs: number): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#parts.warn(troubleText(this.#parts.launch.name, what, limitMs));
  }
}

function troubleText(name: string, what: OutletTrouble, limitMs: number): string {
  const so = `the output of ${name} is not held back (overflow = "block"), and may overwrite older lines`;
  if (what === "no-gate") return `${so}: nothing keeps it, neither a history nor log files`;
  if (what === "overtaken") return `${so}: other processes print more than can be kept`;
  return `${so}: what it waited for was not kept within ${durationText(limitMs)}`;
}
