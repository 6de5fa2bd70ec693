/** The driver: brings messages to `update`, does what it asks for, and draws. The only part of the screen with effects. */

import process from "node:process";
import type { EventBus, LogReader } from "../core/index.ts";
import type { Script } from "../src/detect/index.ts";
import type { Launch, ProcessClient } from "../src/process/index.ts";
import type { Topics } from "../src/topics.ts";
import { untilNextChange } from "./clock.ts";
import { layoutOf } from "./layout.ts";
import { limits } from "./limits.ts";
import { LogWindows, type WindowRequest } from "./log/window.ts";
import type { Effect, Message } from "./messages.ts";
import { type Entry, hasTerminal, initialModel, type Model, shownLog } from "./model.ts";
import { update } from "./update.ts";
import { view } from "./views/index.ts";
import { recordLook } from "./views/record.ts";
import { colorsOf } from "./widgets/environment.ts";
import { FrameScheduler } from "./widgets/frames.ts";
import { Terminal } from "./widgets/terminal.ts";

/** What the screen shows of a project. */
export interface ScreenProject {
  readonly name: string;
  /** All that can be started. */
  readonly scripts: readonly Script[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

export interface ScreenOptions {
  /** What can be started is the list, its warnings the first notice. */
  readonly project: ScreenProject;
  readonly reader: LogReader;
  readonly bus: EventBus<Topics>;
  readonly processes: ProcessClient;
  /** What the program starts by itself. */
  readonly launches: readonly Launch[];
  /** What starting one of the project's scripts starts: what it depends on first. */
  launchesOf(script: Script): readonly Launch[];
  /** False: only ASCII is drawn. */
  readonly unicode: boolean;
  readonly version: string;
}

const encoder = new TextEncoder();

export class ScreenDriver {
  readonly #options: ScreenOptions;
  readonly #terminal: Terminal;
  readonly #frames: FrameScheduler;
  readonly #windows: LogWindows;
  readonly #quit = Promise.withResolvers<void>();
  readonly #kill = Promise.withResolvers<void>();
  readonly #subscriptions: { close(): void }[] = [];
  #model: Model;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** For each process with a terminal: its number and the size that it was told. */
  readonly #sizes = new Map<string, string>();
  #missed = 0;
  #behindTerminal = false;
  #closed = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#windows = new LogWindows(options.reader);
    const colors = colorsOf(process.env);
    this.#terminal = new Terminal(options.unicode, colors, {
      typed: (text) => {
        if (this.#model.typing === null) return false;
        this.#dispatch({ type: "typed", text });
        return true;
      },
      key: (key) => this.#dispatch({ type: "key", key }),
      click: (x, y) => this.#dispatch({ type: "click", x, y }),
      wheel: (x, y, direction) => this.#dispatch({ type: "wheel", x, y, direction }),
      resize: (columns, rows) => this.#dispatch({ type: "resize", columns, rows }),
      redraw: () => {
        if (this.#behindTerminal) this.#frames.request();
      },
      lost: () => this.#quit.resolve(),
    });
    this.#model = initialModel({
      name: options.project.name,
      version: options.version,
      scripts: options.project.scripts,
      starting: options.launches,
      columns: this.#terminal.columns,
      rows: this.#terminal.rows,
      unicode: options.unicode,
      colors,
      now: Date.now(),
    });
    this.#frames = new FrameScheduler(() => this.#draw(), limits.frameMs);
  }

  get quitRequested(): Promise<void> {
    return this.#quit.promise;
  }

  get killRequested(): Promise<void> {
    return this.#kill.promise;
  }

  /** Draws the first frame, then listens to the bus, the processes and the log. */
  open(): void {
    this.#warn(this.#options.project.warnings);
    this.#frames.now();
    this.#listen();
    void this.#loadProcesses(false);
    void this.#followLog();
  }

  /** The project's files have changed. */
  change({ scripts, warnings }: ScreenProject): void {
    this.#dispatch({ type: "scripts", scripts });
    this.#warn(warnings);
  }

  stopping(): void {
    this.#dispatch({ type: "stopping" });
    this.#frames.now();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#frames.close();
    this.#terminal.close();
    for (const subscription of this.#subscriptions) subscription.close();
  }

  #warn(warnings: readonly string[]): void {
    const [first, ...others] = warnings;
    if (first === undefined) return;
    const more = others.length === 0 ? "" : ` (and ${others.length} more: see all logs, key a)`;
    this.#dispatch({ type: "notice", notice: { level: "warn", text: first + more } });
  }

  #listen(): void {
    const { bus } = this.#options;
    const changes = bus.subscribe("process.changed", (event) => {
      this.#dispatch({ type: "process", process: event.payload });
      if (changes.missed > this.#missed) {
        this.#missed = changes.missed;
        void this.#loadProcesses(true);
      }
    });
    this.#subscriptions.push(
      changes,
      bus.subscribe("log.tail", (event) => this.#dispatch({ type: "tail", tail: event.payload })),
      bus.subscribe("mcp.listening", (event) => this.#dispatch({ type: "mcp", port: event.payload.port })),
      bus.subscribe("system.notice", (event) => this.#dispatch({ type: "notice", notice: event.payload })),
    );
  }

  async #loadProcesses(replace: boolean): Promise<void> {
    await this.#ask(async () => {
      const processes = await this.#options.processes.list();
      this.#dispatch({ type: "processes", processes, replace });
    });
  }

  /** One wait at a time, and none before the lines of the last one are drawn: a flood costs a frame, not a wake-up each. */
  async #followLog(): Promise<void> {
    const follower = this.#options.reader.follow(this.#options.reader.latest());
    while (!this.#closed) {
      await follower.waitAsync();
      follower.cursor = this.#options.reader.latest();
      await this.#frames.request();
    }
  }

  #dispatch(message: Message): void {
    if (this.#closed) return;
    const effects = this.#apply({ type: "tick", now: Date.now() }).concat(this.#apply(message));
    for (const effect of effects) this.#perform(effect);
    this.#sizeTerminals();
    this.#armTimer();
    void this.#frames.request();
  }

  #apply(message: Message): readonly Effect[] {
    const { model, effects } = update(this.#model, message);
    this.#model = model;
    return effects;
  }

  #armTimer(): void {
    clearTimeout(this.#timer);
    const wait = untilNextChange(this.#model);
    if (wait !== null) this.#timer = setTimeout(() => this.#dispatch({ type: "tick", now: Date.now() }), wait);
  }

  #perform(effect: Effect): void {
    const { processes } = this.#options;
    if (effect.type === "quit") this.#quit.resolve();
    else if (effect.type === "kill") this.#kill.resolve();
    else if (effect.type === "start") void this.#ask(() => this.#start(effect.entry, effect.inTerminal === true));
    else if (effect.type === "input") void this.#ask(() => processes.input(effect.name, encoder.encode(effect.text)));
    else if (effect.type === "stop") void this.#ask(() => processes.stop(effect.name));
    else if (effect.type === "restart") void this.#ask(() => processes.restart(effect.name));
    else this.#dispatch({ type: "anchor", anchor: this.#windows.scroll(this.#request(), effect.scroll) });
  }

  async #start(entry: Entry, inTerminal: boolean): Promise<void> {
    const { processes, launchesOf } = this.#options;
    const launches = entry.script === null ? [entry.process?.launch] : launchesOf(entry.script);
    for (const launch of launches) {
      if (launch === undefined) continue;
      await processes.start(inTerminal && launch.name === entry.name ? { ...launch, tty: true } : launch);
    }
  }

  /** Tells processes that have a terminal how large the place is in which they are shown, when that is news to them. */
  #sizeTerminals(): void {
    const { width, height } = layoutOf(this.#model).content;
    const size = {
      columns: recordLook({ ...this.#model, view: "procs", scope: "selected" }, width).textWidth,
      rows: height,
    };
    for (const entry of this.#model.entries) {
      if (!hasTerminal(entry)) {
        this.#sizes.delete(entry.name);
        continue;
      }
      const told = `${entry.process?.pid} ${size.columns}x${size.rows}`;
      if (this.#sizes.get(entry.name) === told) continue;
      this.#sizes.set(entry.name, told);
      // One that has ended meanwhile needs no size.
      this.#options.processes.resize(entry.name, size).catch(() => {});
    }
  }

  /** Makes a request; what goes wrong with it is told in the notice line. */
  async #ask(request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#dispatch({ type: "notice", notice: { level: "error", text } });
    }
  }

  #request(): WindowRequest {
    const model = this.#model;
    const shown = shownLog(model);
    const { width, height } = layoutOf(model).content;
    return {
      source: shown.all ? "all" : (shown.entry?.process?.source ?? null),
      anchor: model.anchor,
      height,
      look: recordLook(model, width),
    };
  }

  #draw(): void {
    const log = this.#windows.read(this.#request());
    this.#behindTerminal = !this.#terminal.draw(view(this.#model, log));
    if (!log.counted) void this.#frames.request();
  }
}
