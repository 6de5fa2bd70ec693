/**
 * The reader's side: hands what terminals show to another thread, which makes lines of it. Reading a terminal takes the kernel
 * twice as long as the lines take us, so two threads read almost as fast as the terminal alone can be read.
 */

import type { Semaphore } from "../../../core/index.ts";
import type { StreamIntake } from "../pipe.ts";
import { type LinesMessage, type LinesOwner, type LinesReply, newPermits, permitsOn } from "./messages.ts";

/** Milliseconds that the reader waits for the other thread to come along: it has died if that is not enough. */
const HELD_MS = 1000;
/** The same until the thread runs, which may need a turn of this one's event loop for it. */
const STARTING_MS = 2;

/** What is told of one terminal. */
export interface LinesListener {
  /** What stands in the open last line; empty when it has ended. */
  tail(text: string): void;
  /** A part could not be taken in. */
  troubled(error: unknown): void;
}

/** A running thread that makes lines. */
export interface LinesThread {
  readonly port: MessagePort;
  /** Settles when it takes what it is sent. */
  readonly ready: Promise<unknown>;
}

interface OpenTerminal extends LinesListener {
  readonly ended: () => void;
}

/** Starts a thread for the permits of {@link newPermits}. */
export type StartLinesThread = (permits: Int32Array<SharedArrayBuffer>) => LinesThread;

/** One per ingest thread. Its thread starts with the first terminal: most projects have none. */
export class LinesCourier {
  readonly #start: StartLinesThread;
  readonly #open = new Map<number, OpenTerminal>();
  readonly #permits: Semaphore;
  readonly #words = newPermits();
  #port: MessagePort | undefined;
  #heldMs = STARTING_MS;
  #lastId = 0;

  constructor(start: StartLinesThread) {
    this.#start = start;
    this.#permits = permitsOn(this.#words);
  }

  /** The way of one terminal's output. Its `end` settles when all lines are in the ring. */
  open(owner: LinesOwner, listener: LinesListener): StreamIntake & { isLate: boolean } {
    const port = this.#started();
    const id = ++this.#lastId;
    const send = (message: LinesMessage, transfer: Transferable[] = []) => port.postMessage(message, transfer);
    const over = Promise.withResolvers<void>();
    this.#open.set(id, {
      tail: (text) => listener.tail(text),
      troubled: (error) => listener.troubled(error),
      ended: over.resolve,
    });
    send({ type: "open", id, owner });
    return {
      push: (chunk, time) => {
        const held = this.#permits.acquire(this.#heldMs);
        // A view of a larger buffer would take all of that along.
        const bytes = chunk.byteLength === chunk.buffer.byteLength ? chunk : chunk.slice();
        send({ type: "chunk", id, bytes, time, held }, [bytes.buffer]);
      },
      end: (time) => {
        send({ type: "end", id, time });
        return over.promise;
      },
      set isLate(isLate: boolean) {
        if (isLate) send({ type: "late", id });
      },
    };
  }

  #started(): MessagePort {
    if (this.#port !== undefined) return this.#port;
    const { port, ready } = this.#start(this.#words);
    void ready.then(() => {
      this.#heldMs = HELD_MS;
    });
    port.onmessage = ({ data }: MessageEvent<LinesReply>) => this.#take(data);
    this.#port = port;
    return port;
  }

  #take(reply: LinesReply): void {
    const terminal = this.#open.get(reply.id);
    if (terminal === undefined) return;
    switch (reply.type) {
      case "tail":
        terminal.tail(reply.text);
        return;
      case "trouble":
        terminal.troubled(reply.error);
        return;
      case "ended":
        this.#open.delete(reply.id);
        terminal.ended();
    }
  }
}
