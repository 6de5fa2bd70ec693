/** The driver: brings messages to `update`, has done what it asks for, and draws. The only part of the screen with effects. */

import process from "node:process";
import { untilNextChange } from "./clock.ts";
import { Effects } from "./effects.ts";
import { News } from "./found/news.ts";
import { placesToLookAt } from "./found/services.ts";
import { readKeyMap } from "./key-map.ts";
import { bindings } from "./keys.ts";
import { contentKind, layoutOf } from "./layout.ts";
import { limits } from "./limits.ts";
import { listen } from "./listen.ts";
import { LogActions } from "./log/actions.ts";
import { specOf } from "./log/selection.ts";
import { emptyWindow, LogWindows, type WindowRequest } from "./log/window.ts";
import type { Effect, Message } from "./messages.ts";
import { initialModel, isRunning, listVisible, type Model } from "./model.ts";
import type { ScreenOptions, ScreenProject } from "./options.ts";
import { Outside } from "./outside/index.ts";
import { ReachWatch } from "./reach/watch.ts";
import { Survey } from "./settings/survey.ts";
import { TerminalPane } from "./terminal-pane/index.ts";
import { update } from "./update.ts";
import { view } from "./views/index.ts";
import { recordLook } from "./views/record.ts";
import { ProxyActions } from "./web/actions.ts";
import { ExchangeWatch } from "./web/watch.ts";
import { colorsOf } from "./widgets/environment.ts";
import { FrameScheduler } from "./widgets/frames.ts";
import { Terminal } from "./widgets/terminal.ts";

/** Messages of a person who waits to see what comes of them. */
const isAnswer: ReadonlySet<Message["type"]> = new Set(["key", "typed", "click", "wheel", "drag"]);

export class ScreenDriver {
  readonly #options: ScreenOptions;
  readonly #terminal: Terminal;
  readonly #frames: FrameScheduler;
  readonly #windows: LogWindows;
  readonly #outside: Outside;
  readonly #survey: Survey;
  readonly #web: ProxyActions;
  readonly #exchanges: ExchangeWatch;
  readonly #log: LogActions;
  readonly #quit = Promise.withResolvers<void>();
  readonly #kill = Promise.withResolvers<void>();
  readonly #subscriptions: { close(): void }[] = [];
  /** What has been found in the output and the model does not know yet. */
  readonly #news = new News();
  readonly #reach = new ReachWatch((place, reached) => this.#dispatch({ type: "reached", place, reached }));
  #model: Model;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #meter: ReturnType<typeof setInterval> | undefined;
  readonly #effects: Effects;
  /** The terminals of processes that have one. */
  readonly #pane: TerminalPane;
  #behindTerminal = false;
  #closed = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#windows = new LogWindows(options.reader);
    this.#log = new LogActions(options.reader, this.#windows);
    const colors = colorsOf(process.env);
    this.#terminal = new Terminal(options.unicode, colors, {
      typed: (text) => this.#pane.typed(text),
      mouse: (sequence) => this.#pane.mouse(sequence),
      key: (key, typed) => this.#dispatch({ type: "key", key, ...(typed !== undefined && { typed }) }),
      drag: (x, y, fromX, fromY) => this.#dispatch({ type: "drag", x, y, fromX, fromY }),
      click: (x, y) => this.#dispatch({ type: "click", x, y }),
      wheel: (x, y, direction) => this.#dispatch({ type: "wheel", x, y, direction }),
      resize: (columns, rows) => this.#dispatch({ type: "resize", columns, rows }),
      redraw: () => {
        if (this.#behindTerminal) this.#frames.request();
      },
      lost: () => this.#quit.resolve(),
      held: (undo) => options.holds?.(undo),
    });
    this.#outside = new Outside(this.#terminal, (text) =>
      this.#dispatch({ type: "notice", notice: { level: "info", text } }),
    );
    this.#model = initialModel({
      name: options.project.name,
      version: options.version,
      keyMap: readKeyMap(options.keys, bindings).keyMap,
      scripts: options.project.scripts,
      starting: options.launches,
      startPage: options.startPage.isFirst,
      started: options.startPage.started,
      info: options.settings.info,
      columns: this.#terminal.columns,
      rows: this.#terminal.rows,
      unicode: options.unicode,
      colors,
      now: Date.now(),
    });
    const { info, preferred, place, brum } = options.settings;
    this.#survey = new Survey({ directory: info.directory, preferred, place, ...(brum && { brum }) }, (found) =>
      this.#dispatch({ type: "surroundings", found }),
    );
    this.#web = new ProxyActions({
      proxy: options.proxy,
      dispatch: (message) => this.#dispatch(message),
      copy: (text) => this.#outside.copy(text),
    });
    this.#exchanges = new ExchangeWatch({
      proxy: options.proxy,
      reader: options.reader,
      tell: (shown) => this.#dispatch({ type: "exchange", shown }),
    });
    this.#frames = new FrameScheduler(() => this.#draw(), limits.frameMs, limits.answerMs);
    this.#pane = new TerminalPane({
      processes: options.processes,
      model: () => this.#model,
      dispatch: (message) => this.#dispatch(message),
      draw: (isAnswer) => this.#frames.request(isAnswer),
    });
    this.#effects = new Effects({
      options,
      windows: this.#windows,
      log: this.#log,
      outside: this.#outside,
      survey: this.#survey,
      web: this.#web,
      pane: this.#pane,
      model: () => this.#model,
      request: () => this.#request(),
      dispatch: (message) => this.#dispatch(message),
      ask: (request) => this.#ask(request),
      quit: () => this.#quit.resolve(),
      kill: () => this.#kill.resolve(),
    });
  }

  get quitRequested(): Promise<void> {
    return this.#quit.promise;
  }

  get killRequested(): Promise<void> {
    return this.#kill.promise;
  }

  get hasKeyboard(): boolean {
    return this.#terminal.hasKeyboard;
  }

  /** Draws the first frame, then listens to the bus, the processes and the log. */
  open(): void {
    this.#warn([...readKeyMap(this.#options.keys, bindings).warnings, ...this.#options.project.warnings]);
    this.#frames.now();
    // Before anything is started: it begins with that size.
    this.#pane.changed(this.#model);
    this.#listen();
    void this.#loadProcesses(false);
    this.#meter = setInterval(() => void this.#measure(), limits.usageMs);
    void this.#followLog();
  }

  /** The project's files have changed. */
  change({ scripts, warnings }: ScreenProject): void {
    this.#dispatch({ type: "scripts", scripts });
    this.#warn(warnings);
  }

  async stopping(): Promise<void> {
    const isAlone = this.#outside.end();
    this.#dispatch({ type: "stopping" });
    this.#frames.now();
    await isAlone;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#meter);
    this.#reach.close();
    this.#exchanges.close();
    this.#pane.close();
    this.#frames.close();
    this.#outside.close();
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
    const subscriptions = listen(bus, {
      dispatch: (message) => this.#dispatch(message),
      find: (take) => this.#find(take),
      missed: () => void this.#loadProcesses(true),
      missedExchanges: () => void this.#ask(() => this.#web.reload()),
    });
    this.#subscriptions.push(...subscriptions);
  }

  /** What is found in a flood is told to the model once a frame. */
  #find(take: (news: News) => void): void {
    take(this.#news);
    if (this.#news.isFull) this.#takeNews();
    void this.#frames.request();
  }

  #takeNews(): void {
    const news = this.#news.take();
    if (news.length === 0) return;
    this.#apply({ type: "tick", now: Date.now() });
    for (const message of news) this.#apply(message);
    this.#armTimer();
  }

  async #loadProcesses(replace: boolean): Promise<void> {
    await this.#ask(async () => {
      const processes = await this.#options.processes.list();
      this.#dispatch({ type: "processes", processes, replace });
    });
  }

  /** What processes use is asked only while it can be seen. What goes wrong is no news: the next time may be better. */
  async #measure(): Promise<void> {
    const isSeen = listVisible(this.#model) || this.#model.view === "urls";
    if (!isSeen || !this.#model.entries.some(isRunning)) return;
    const usage = await this.#options.processes.usage().catch(() => []);
    if (JSON.stringify(usage) !== JSON.stringify(this.#model.usage)) this.#dispatch({ type: "usage", usage });
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
    for (const effect of effects) this.#effects.perform(effect);
    this.#survey.follow(this.#model.view);
    this.#pane.changed(this.#model);
    this.#armTimer();
    void this.#frames.request(isAnswer.has(message.type));
  }

  /** A message that cannot be taken in changes nothing: the screen goes on with what it knows. */
  #apply(message: Message): readonly Effect[] {
    try {
      const { model, effects } = update(this.#model, message);
      this.#model = model;
      return effects;
    } catch (error) {
      if (message.type !== "notice") this.#tell(error);
      return [];
    }
  }

  #armTimer(): void {
    clearTimeout(this.#timer);
    const wait = untilNextChange(this.#model);
    if (wait !== null) this.#timer = setTimeout(() => this.#dispatch({ type: "tick", now: Date.now() }), wait);
  }

  /** Makes a request; what goes wrong with it is told in the notice line. */
  async #ask(request: () => Promise<unknown>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#dispatch({ type: "notice", notice: { level: "error", text } });
  }

  #request(): WindowRequest {
    const model = this.#model;
    const { width, height } = layoutOf(model).content;
    return {
      spec: specOf(model),
      search: model.log.search,
      anchor: model.anchor,
      height,
      collapse: model.log.collapse,
      look: recordLook(model, width, this.#windows.highlighter(model.log.search)),
    };
  }

  #draw(): void {
    // Whoever gives it back asks for a frame.
    if (!this.#terminal.isOurs) {
      this.#pane.rest();
      this.#reach.watch([]);
      return;
    }
    this.#takeNews();
    this.#reach.watch(placesToLookAt(this.#model));
    this.#exchanges.follow(this.#model);
    // What nobody sees is not read: of a flood that is most of the work.
    const log = contentKind(this.#model) === "terminal" ? emptyWindow : this.#windows.read(this.#request());
    this.#log.shown = log;
    this.#behindTerminal = !this.#terminal.draw(view(this.#model, log, this.#pane.show(this.#model)));
    if (!log.counted) void this.#frames.request();
  }
}
