/** What has been found since the model was told last: a message of each kind, however much it is. */

import { Overview } from "../../src/analysis/index.ts";
import type { ErrorLocation, ErrorSighting } from "../../src/errors/index.ts";
import type { ToldEvent } from "../../src/events/index.ts";
import type { ExchangeRow } from "../../src/proxy/index.ts";
import type { AgentEvent } from "../agents/agents.ts";
import type { Message } from "../messages.ts";

/** Events that wait for the next frame: while another program has the terminal there is none. */
const MAX_EVENTS = 500;

export class News {
  readonly #overview = new Overview();
  #hasErrors = false;
  #events: ToldEvent[] = [];
  #agents: AgentEvent[] = [];
  /** By number: of one that has changed several times the newest counts. */
  #exchanges = new Map<number, ExchangeRow>();

  error(sighting: ErrorSighting): void {
    this.#overview.error(sighting);
    this.#hasErrors = true;
  }

  located(location: ErrorLocation): void {
    this.#overview.located(location);
    this.#hasErrors = true;
  }

  event(event: ToldEvent): void {
    this.#events.push(event);
  }

  agent(event: AgentEvent): void {
    this.#agents.push(event);
  }

  exchanges(rows: readonly ExchangeRow[]): void {
    for (const row of rows) this.#exchanges.set(row.id, row);
  }

  /** It must be taken now, frame or not: events are not forgotten. */
  get isFull(): boolean {
    return this.#events.length >= MAX_EVENTS || this.#agents.length >= MAX_EVENTS || this.#exchanges.size >= MAX_EVENTS;
  }

  /** What the model has to be told. */
  take(): Message[] {
    const messages: Message[] = [];
    if (this.#hasErrors) messages.push({ type: "errors", errors: this.#overview.errors().groups });
    if (this.#events.length > 0) messages.push({ type: "told", events: this.#events });
    if (this.#agents.length > 0) messages.push({ type: "agents", events: this.#agents });
    if (this.#exchanges.size > 0) messages.push({ type: "exchanges", rows: [...this.#exchanges.values()] });
    this.#hasErrors = false;
    this.#exchanges = new Map();
    this.#events = [];
    this.#agents = [];
    return messages;
  }
}
