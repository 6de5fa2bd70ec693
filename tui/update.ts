/** `update(model, message) → model` and what has to be done outside, as data. Nothing else changes the model. */

import type { Tail } from "../src/logs/index.ts";
import type { McpAddress } from "../src/mcp/index.ts";
import type { ProcessSnapshot } from "../src/process/index.ts";
import { withStarted } from "../src/started/index.ts";
import { commandFor, STOP_TYPING } from "./active-keys.ts";
import { withAgentEvents } from "./agents/agents.ts";
import {
  chooseRow,
  commands,
  noticesAt,
  removeChip,
  revealChoice,
  revealRow,
  revealSelected,
  scrollListBy,
  scrollRows,
  selectEntry,
  selectRow,
  showStarted,
  takeAllExchanges,
  takeCleared,
  takeExchanges,
  takeReplayed,
  takeRequestsAt,
  toggleMark,
  typeChoice,
  typeKey,
  wheelOverlay,
  withError,
  withNews,
  withNotice,
  withoutAnswer,
} from "./commands/index.ts";
import { takeEvents, takeReached, takeReadyPlaces } from "./found/index.ts";
import { hitTest } from "./hit.ts";
import { contentKind, layoutOf } from "./layout.ts";
import { limits } from "./limits.ts";
import { listed } from "./list/listed.ts";
import { type Message, type Step, step } from "./messages.ts";
import { type Entry, hasTerminal, type Model, type OfferedScript, shownPage } from "./model.ts";
import { announceBuilds } from "./notices/builds.ts";
import { takeErrors } from "./notices/errors.ts";

export function update(model: Model, message: Message): Step {
  switch (message.type) {
    case "key": {
      const name = commandFor(model, message.key);
      if (name !== undefined) return told(commands[name](model));
      if (model.prompt !== null) return typeKey(model, model.prompt, message.key, message.typed);
      return typeChoice(model, message.key, message.typed);
    }
    case "typed":
      if (model.typing === null || message.text === STOP_TYPING) return commands["stop-typing"](model);
      return step(model, { type: "input", name: model.typing, text: message.text });
    case "click":
      return click(model, message.x, message.y);
    case "drag":
      return drag(model, message);
    case "wheel":
      return wheel(model, message.x, message.y, message.direction);
    case "resize":
      return step(revealChoice(revealRow(revealSelected({ ...model, columns: message.columns, rows: message.rows }))));
    case "processes":
      return step(
        withoutTyping(
          message.processes.reduce(
            (next, process) => takeProcess(next, process, message.replace),
            takeReadyPlaces(model, message.processes),
          ),
        ),
      );
    case "process":
      return step(
        announceEnd(
          withoutTyping(takeProcess(takeReadyPlaces(model, [message.process]), message.process, true)),
          message.process,
        ),
      );
    case "scripts":
      return step(revealSelected(withScripts(model, message.scripts)));
    case "tail":
      return step({ ...model, tails: withTail(model.tails, message.tail) });
    case "usage":
      return step({ ...model, usage: message.usage });
    case "errors":
      return step(revealRow(takeErrors(model, message.errors)));
    case "told":
      return step(revealRow(announceBuilds(model, takeEvents(model, message.events))));
    case "reached":
      return step(takeReached(model, message.place, message.reached));
    case "mcp":
      return step(takeAddress({ ...model, mcpPort: message.port }, message.address));
    case "mcp-failed":
      return step({ ...model, agents: { ...model.agents, server: { is: "off", why: message.reason } } });
    case "proxy":
      return step(revealRow({ ...model, web: { ...model.web, proxy: { is: "on", state: message.state } } }));
    case "exchanges":
      return step(takeExchanges(model, message));
    case "all-exchanges":
      return step(takeAllExchanges(model, message));
    case "exchange":
      return step({ ...model, web: { ...model.web, shown: message.shown } });
    case "replayed":
      return step(takeReplayed(model, message));
    case "requests-at":
      return told(takeRequestsAt(model, message));
    case "agents":
      return step(revealRow({ ...model, agents: withAgentEvents(model.agents, message.events) }));
    case "surroundings":
      return step(revealRow({ ...model, found: { ...model.found, ...message.found } }));
    case "notice":
      return step(withNotice(model, message.notice.level, message.notice.text));
    case "news":
      return step(withNews(model, message.notice));
    case "starting":
      return step(takeStarting(model, message.launches));
    case "refused":
      return step(model.overlay === null ? withNotice(model, "error", message.text) : withError(model, message.text));
    case "started":
      return step({ ...model, started: withStarted(model.started, message.started) });
    case "anchor":
      return step({ ...model, anchor: message.anchor });
    case "jumped": {
      const { search } = model.log;
      const hit = message.hit === null || search === null ? search : { ...search, at: message.hit };
      const log = { ...model.log, search: hit, cameTo: message.sequence };
      return step(withoutAnswer({ ...model, anchor: message.anchor, log }));
    }
    case "cleared":
      return step(takeCleared(model, message));
    case "marked":
      return step(toggleMark(model, message.sequence));
    case "selecting": {
      const { from, to, anchor } = message;
      return step({ ...model, anchor, log: { ...model.log, selecting: { from, to } } });
    }
    case "stopping":
      return step({
        ...model,
        stopping: true,
        asking: false,
        help: null,
        typing: null,
        prompt: null,
        question: null,
        overlay: null,
      });
    case "tick":
      return step(noticesAt({ ...model, now: message.now }));
  }
}

/** Why a command did nothing is told. */
function told(done: Step): Step {
  return done.refused === undefined ? done : step(withNotice(done.model, "info", done.refused));
}

function takeAddress(model: Model, address: McpAddress | undefined): Model {
  return address === undefined
    ? model
    : { ...model, agents: { ...model.agents, server: { is: "listening", address } } };
}

/** What is being started is in the list before it has news of its own. */
function takeStarting(model: Model, launches: Extract<Message, { type: "starting" }>["launches"]): Model {
  const added = launches.filter(({ name }) => model.entries.every((entry) => entry.name !== name));
  const entries = [...model.entries, ...added.map((launch) => ({ ...launch, script: null, process: null }))];
  return showStarted(
    { ...model, entries },
    launches.map(({ name }) => name),
  );
}

/** Puts the newest run of a name into its row; a name that is new goes to the end. */
function takeProcess(model: Model, process: ProcessSnapshot, replace: boolean): Model {
  const index = model.entries.findIndex((entry) => entry.name === process.name);
  const known = model.entries[index];
  if (known === undefined) {
    const entry: Entry = { name: process.name, command: process.launch.command, script: null, process };
    return { ...model, entries: [...model.entries, entry] };
  }
  if (known.process !== null && !replace) return model;
  return { ...model, entries: model.entries.with(index, { ...known, process }) };
}

/** The new scripts in their order, with the runs that they had; then what has run and is none of them any more. */
function withScripts(model: Model, scripts: readonly OfferedScript[]): Model {
  const known = new Map(model.entries.map((entry) => [entry.name, entry]));
  const listed = scripts.map((script): Entry => {
    return { name: script.name, command: script.command, script, process: known.get(script.name)?.process ?? null };
  });
  const names = new Set(scripts.map(({ name }) => name));
  const others = model.entries.filter(({ name, script, process }) => {
    return !names.has(name) && (script === null || process !== null);
  });
  const entries = [...listed, ...others.map((entry) => ({ ...entry, script: null }))];
  const selected = entries.findIndex(({ name }) => name === model.entries[model.selected]?.name);
  return { ...model, entries, selected: Math.max(0, selected) };
}

function withTail(tails: readonly Tail[], tail: Tail): readonly Tail[] {
  const others = tails.filter((other) => other.source !== tail.source || other.stream !== tail.stream);
  return tail.text === "" ? others : [...others, tail].slice(-limits.tails);
}

/** Nobody is left to type for once the process has ended. */
function withoutTyping(model: Model): Model {
  if (model.typing === null || hasTerminal(model.entries.find(({ name }) => name === model.typing))) return model;
  return { ...model, typing: null };
}

function announceEnd(model: Model, process: ProcessSnapshot): Model {
  if (process.status !== "failed" || model.stopping) return model;
  const reason =
    process.error ??
    (process.signal !== null ? `ended by ${process.signal}` : `ended with exit code ${process.exitCode ?? "unknown"}`);
  const why = process.note === null ? "" : `; ${process.note}`;
  return withNews(model, { level: "error", text: `${process.name}: ${reason}${why}` });
}

function click(model: Model, x: number, y: number): Step {
  if (model.asking || model.question !== null || model.stopping) return step(model);
  if (model.help !== null) return step(model);
  const hit = hitTest(model, x, y);
  if (model.typing !== null) {
    // Keys are a process's until something else is pointed at.
    if (hit.part === "content" || hit.part === "nothing") return step(model);
    return click({ ...model, typing: null }, x, y);
  }
  if (hit.part === "content" && model.listKeys) return click({ ...model, listKeys: false }, x, y);
  if (hit.part === "content" && contentKind(model) === "terminal") return commands.type(model);
  if (hit.part === "chip") return removeChip(model, hit.index);
  if (hit.part === "content" && model.log.selecting !== null) return commands.back(model);
  if (hit.part === "tab") return commands[`view-${hit.view}`]({ ...model, overlay: null });
  if (hit.part === "choice") return clickChoice(model, hit.id);
  const page = shownPage(model);
  if (hit.part === "row" && page !== null) return step(selectRow(model, page, hit.id));
  return step(hit.part === "entry" ? selectEntry(model, hit.index) : model);
}

/** A click on a row does what it says. */
function clickChoice(model: Model, id: string): Step {
  const chosen = chooseRow(model, id);
  return chosen.overlay?.kind === "start" ? commands["start-choice"](chosen) : commands["run-choice"](chosen);
}

/** Selects the lines of the log over which the mouse is drawn. */
function drag(model: Model, { y, fromX, fromY }: Extract<Message, { type: "drag" }>): Step {
  if (model.typing !== null || model.help !== null || model.prompt !== null || model.overlay !== null)
    return step(model);
  const { content } = layoutOf(model);
  if (hitTest(model, fromX, fromY).part !== "content" || contentKind(model) !== "log") return step(model);
  const row = (at: number) => Math.max(0, Math.min(at - content.y, content.height - 1));
  return step(model, { type: "select-rows", from: row(fromY), to: row(y) });
}

/** The wheel scrolls what lies under it; a list that fits has nothing to scroll, then it is the log. */
function wheel(model: Model, x: number, y: number, direction: -1 | 1): Step {
  if (model.overlay !== null) return wheelOverlay(model, direction * limits.wheelRows);
  const list = layoutOf(model).list;
  const hit = hitTest(model, x, y);
  const hidden = list === null ? 0 : listed(model).length - list.height;
  const page = shownPage(model);
  if (page !== null && (hit.part === "row" || hit.part === "list") && model.help === null) {
    return step(scrollListBy(model, page, direction));
  }
  if ((hit.part === "entry" || hit.part === "list") && hidden > 0 && model.help === null) {
    return step({ ...model, listTop: Math.max(0, Math.min(model.listTop + direction, hidden)) });
  }
  return scrollRows(model, direction * limits.wheelRows);
}
