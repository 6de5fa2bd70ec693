/** The asking end of the control socket. */

import { connect, type Socket } from "node:net";
import type { InstanceRecord } from "./instance-file.ts";
import { controlLimits } from "./limits.ts";
import { MessageError, MessageReader, messageLine } from "./lines.ts";
import { reason } from "./place.ts";
import {
  type Answer,
  type Item,
  type Params,
  type RequestName,
  type RequestSpec,
  requests,
  serverMessage,
} from "./requests.ts";

/** The running Brummer refused, failed or did not answer: the message is a sentence for the user. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** Milliseconds that the client waits longer than the server may take. */
const LATER_MS = 2_000;

/** One running Brummer. Every request has a connection of its own, so that a slow one holds up no other. */
export class ControlClient {
  readonly #instance: Pick<InstanceRecord, "socket" | "protocol" | "version" | "directory">;
  readonly #silenceMs: number;

  /** `silenceMs`: without a word for so long, the other side counts as stuck. */
  constructor(
    instance: Pick<InstanceRecord, "socket" | "protocol" | "version" | "directory">,
    silenceMs: number = controlLimits.silenceMs,
  ) {
    this.#instance = instance;
    this.#silenceMs = silenceMs;
  }

  /** Rejects with a {@link ControlError}. `signal` ends it from this side. */
  async ask<N extends RequestName>(name: N, params: Params<N>, signal?: AbortSignal): Promise<Answer<N>> {
    return this.stream(name, params, () => {}, signal);
  }

  /**
   * As {@link ask}; `take` gets what comes before the answer, and is waited for: meanwhile no more is read, and the other side
   * stops sending.
   */
  async stream<N extends RequestName>(
    name: N,
    params: Params<N>,
    take: (item: Item<N>) => Promise<void> | void,
    signal?: AbortSignal,
  ): Promise<Answer<N>> {
    const { version, protocol } = this.#instance;
    if (protocol !== controlLimits.protocol) {
      throw new ControlError(
        `${this.#who} has version ${version} and speaks version ${protocol} of the control protocol; this brum speaks ${controlLimits.protocol}. Use one version of brum for both.`,
      );
    }
    const spec: RequestSpec = requests[name];
    const socket = await this.#connected();
    const stop = () => socket.destroy();
    signal?.addEventListener("abort", stop);
    // Every word of the other side starts the time anew; only the answer ends it for good.
    const overdue = new Overdue(Math.min(this.#silenceMs, spec.limitMs + LATER_MS), () =>
      socket.destroy(
        new ControlError(`${this.#who} does not answer (${name}). Is it stopped, or the machine overloaded?`),
      ),
    );
    try {
      socket.write(messageLine({ protocol: controlLimits.protocol, id: 1, name, params }));
      const reader = new MessageReader(controlLimits.answerBytes);
      for await (const chunk of socket) {
        overdue.pause();
        for (const message of reader.read(chunk)) {
          const told = serverMessage.parse(message);
          if ("error" in told) throw new ControlError(told.error);
          // Checked border: what the schema of the request lets through is of its type.
          if ("item" in told) await take(checked(spec, "item", told.item) as Item<N>);
          if ("answer" in told) return checked(spec, "answer", told.answer) as Answer<N>;
        }
        overdue.again();
      }
      throw new ControlError(signal?.aborted ? "It was given up." : `${this.#who} has ended.`);
    } catch (error) {
      if (error instanceof ControlError) throw error;
      if (signal?.aborted) throw new ControlError("It was given up.");
      if (error instanceof MessageError) throw new ControlError(`${this.#who} is not understood: ${error.message}.`);
      throw new ControlError(`The connection to ${this.#who} broke: ${reason(error)}`);
    } finally {
      overdue.pause();
      signal?.removeEventListener("abort", stop);
      socket.destroy();
    }
  }

  get #who(): string {
    return `The Brummer in ${this.#instance.directory}`;
  }

  #connected(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#instance.socket);
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new ControlError(`${this.#who} does not answer. Is it stopped, or the machine overloaded?`));
      }, controlLimits.connectMs);
      socket.once("connect", () => {
        clearTimeout(timer);
        resolve(socket);
      });
      socket.once("error", (error) => {
        clearTimeout(timer);
        reject(new ControlError(`${this.#who} cannot be reached over ${this.#instance.socket}: ${error.message}`));
      });
      // Later ones come out of reading; one in between must not end the program.
      socket.on("error", () => {});
    });
  }
}

function checked(spec: RequestSpec, part: "item" | "answer", value: unknown): unknown {
  const result = spec[part].safeParse(value);
  if (result.success) return result.data;
  throw new ControlError("Brummer's answer is not understood: it is of another version than this command.");
}

/** Calls back when it was not told otherwise for a time. */
class Overdue {
  readonly #milliseconds: number;
  readonly #call: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, call: () => void) {
    this.#milliseconds = milliseconds;
    this.#call = call;
    this.again();
  }

  again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#call, this.#milliseconds);
  }

  pause(): void {
    clearTimeout(this.#timer);
  }
}
