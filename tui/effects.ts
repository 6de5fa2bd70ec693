/** Does what the model asks for: the effects of the screen, each answered by a message where it has an answer. Main thread. */

import process from "node:process";
import type { Started } from "../src/started/index.ts";
import type { LogActions } from "./log/actions.ts";
import { revealedAt, revealedBy } from "./log/reveal.ts";
import type { LogWindows, WindowRequest } from "./log/window.ts";
import type { Effect, Message } from "./messages.ts";
import { type Entry, isRunning, type Model } from "./model.ts";
import type { ScreenOptions } from "./options.ts";
import type { Outside } from "./outside/index.ts";
import type { Survey } from "./settings/survey.ts";
import type { TerminalPane } from "./terminal-pane/index.ts";
import { isOfProxy, type ProxyActions } from "./web/actions.ts";

/** Whom the effects concern. */
export interface EffectParts {
  readonly options: Pick<ScreenOptions, "reader" | "processes" | "launchesOf" | "startPage">;
  readonly windows: LogWindows;
  readonly log: LogActions;
  readonly outside: Outside;
  readonly survey: Survey;
  readonly web: ProxyActions;
  readonly pane: TerminalPane;
  model(): Model;
  request(): WindowRequest;
  dispatch(message: Message): void;
  /** Makes a request; what goes wrong with it is told to the user. */
  ask(request: () => Promise<unknown>): Promise<void>;
  quit(): void;
  kill(): void;
}

export class Effects {
  readonly #parts: EffectParts;

  constructor(parts: EffectParts) {
    this.#parts = parts;
  }

  perform(effect: Effect): void {
    const { processes } = this.#parts.options;
    if (isOfProxy(effect)) return void this.#parts.ask(() => this.#parts.web.perform(effect));
    switch (effect.type) {
      case "quit":
        return void this.#parts.quit();
      case "suspend":
        return void process.kill(process.pid, "SIGTSTP");
      case "kill":
        return void this.#parts.kill();
      case "start":
        return void this.#parts.ask(() => this.#start(effect.entry, effect.inTerminal === true));
      case "start-words":
        return void this.#parts.ask(() => this.#startWords(effect.text));
      case "input":
        return void this.#parts.pane.type(effect.name, effect.text);
      case "scroll-terminal":
        return void this.#parts.pane.scroll(effect.to);
      case "stop":
        return void this.#parts.ask(() => processes.stop(effect.name));
      case "restart":
        return void this.#parts.ask(() => processes.restart(effect.name));
      case "scroll":
        return void this.#parts.dispatch({
          type: "anchor",
          anchor: this.#parts.windows.scroll(this.#parts.request(), effect.scroll),
        });
      case "reveal":
        return void this.#reveal(revealedBy(this.#parts.options.reader, effect), effect.group !== null);
      case "reveal-at":
        return void this.#reveal(revealedAt(this.#parts.options.reader, effect), false);
      case "find-requests":
        return void this.#findRequests();
      case "jump":
      case "clear":
      case "mark":
      case "select":
      case "select-rows":
        return void this.#parts.dispatch(this.#parts.log.perform(effect, this.#parts.model(), this.#parts.request()));
      case "copy-lines":
        return void this.#parts.ask(() =>
          this.#parts.outside.copy(this.#parts.log.textBetween(effect.from, effect.to, this.#parts.request())),
        );
      case "page-log":
        return void this.#parts.ask(() =>
          this.#parts.outside.page(this.#parts.log.allLines(this.#parts.model(), this.#parts.request())),
        );
      case "copy":
        return void this.#parts.ask(() => this.#parts.outside.copy(effect.text));
      case "install":
        return void this.#parts.ask(() => this.#install(effect));
      case "edit":
        return void this.#parts.ask(() => this.#parts.outside.edit(effect));
      case "open-url":
        return void this.#parts.ask(() => this.#parts.outside.openUrl(effect.url));
      case "page":
        return void this.#parts.ask(() => this.#parts.outside.page(effect.lines));
    }
  }

  #reveal(sequence: number | undefined, isError: boolean): void {
    if (sequence === undefined) {
      const text = "Its lines are not in the log any more: newer ones have taken their place.";
      this.#parts.dispatch({ type: "notice", notice: { level: "warn", text } });
      return;
    }
    if (isError) this.#parts.log.cameTo(sequence);
    const anchor = this.#parts.windows.around(this.#parts.request(), sequence);
    this.#parts.dispatch({ type: "jumped", anchor, sequence, hit: null });
  }

  /** Which requests there were at the line at hand. */
  #findRequests(): void {
    const { options, log, model, request, dispatch } = this.#parts;
    const answer = log.perform({ type: "mark" }, model(), request());
    if (answer.type !== "marked") return void dispatch(answer);
    const { sequence } = answer;
    const source = options.reader.at(sequence)?.source;
    const process = model().entries.find((entry) => entry.process?.source === source)?.name ?? null;
    dispatch({ type: "requests-at", sequence, process });
  }

  async #start(entry: Entry, inTerminal: boolean): Promise<void> {
    const { processes, launchesOf } = this.#parts.options;
    const launches = entry.script === null ? [entry.process?.launch] : launchesOf(entry.script);
    const kind = entry.script === null ? "command" : "script";
    this.#note({ kind, text: kind === "script" ? entry.name : entry.command });
    for (const launch of launches) {
      if (launch === undefined) continue;
      await processes.start(inTerminal && launch.name === entry.name ? { ...launch, tty: true } : launch);
    }
  }

  async #startWords(text: string): Promise<void> {
    const { entries } = this.#parts.model();
    // A command that has ended is started again under its name.
    const taken = entries.filter((entry) => isRunning(entry) || entry.script !== null || entry.command !== text);
    const found = this.#parts.options.startPage.launchesFor(
      text,
      taken.map(({ name }) => name),
    );
    if ("error" in found) {
      this.#parts.dispatch({ type: "refused", text: found.error });
      return;
    }
    this.#note({ kind: "command", text });
    this.#parts.dispatch({ type: "starting", launches: found.launches });
    for (const launch of found.launches) await this.#parts.options.processes.start(launch);
  }

  async #install({ client, label }: Extract<Effect, { type: "install" }>): Promise<void> {
    const text = await this.#parts.survey.install(client, label);
    this.#parts.dispatch({ type: "notice", notice: { level: "info", text } });
  }

  #note(started: Started): void {
    this.#parts.dispatch({ type: "started", started });
    this.#parts.options.startPage.keep(this.#parts.model().started);
  }
}
