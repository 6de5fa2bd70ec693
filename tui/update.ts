/** `update(model, message) → model` and what has to be done outside, as data. Nothing else changes the model. */

import type { Script } from "../src/detect/index.ts";
import type { Tail } from "../src/logs/index.ts";
import type { ProcessSnapshot } from "../src/process/index.ts";
import { commands, revealSelected, scrollRows, selectEntry, withNotice } from "./commands/index.ts";
import { hitTest } from "./hit.ts";
import { commandFor, STOP_TYPING } from "./keys.ts";
import { layoutOf } from "./layout.ts";
import { limits } from "./limits.ts";
import { type Message, type Step, step } from "./messages.ts";
import { type Entry, hasTerminal, type Model } from "./model.ts";

export function update(model: Model, message: Message): Step {
  switch (message.type) {
    case "key": {
      const name = commandFor(model, message.key);
      return name === undefined ? step(model) : commands[name](model);
    }
    case "typed":
      if (model.typing === null || message.text === STOP_TYPING) return commands["stop-typing"](model);
      return step(model, { type: "input", name: model.typing, text: message.text });
    case "click":
      return click(model, message.x, message.y);
    case "wheel":
      return wheel(model, message.x, message.y, message.direction);
    case "resize":
      return step(revealSelected({ ...model, columns: message.columns, rows: message.rows }));
    case "processes":
      return step(
        withoutTyping(message.processes.reduce((next, process) => takeProcess(next, process, message.replace), model)),
      );
    case "process":
      return step(announceEnd(withoutTyping(takeProcess(model, message.process, true)), message.process));
    case "scripts":
      return step(revealSelected(withScripts(model, message.scripts)));
    case "tail":
      return step({ ...model, tails: withTail(model.tails, message.tail) });
    case "mcp":
      return step({ ...model, mcpPort: message.port });
    case "notice":
      return step(withNotice(model, message.notice.level, message.notice.text));
    case "anchor":
      return step({ ...model, anchor: message.anchor });
    case "stopping":
      return step({ ...model, stopping: true, asking: false, help: null, typing: null });
    case "tick":
      return step(tick(model, message.now));
  }
}

function tick(model: Model, now: number): Model {
  const notice = model.notice !== null && now >= model.notice.until ? null : model.notice;
  return { ...model, now, notice };
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
function withScripts(model: Model, scripts: readonly Script[]): Model {
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
  return withNotice(model, "error", `${process.name}: ${reason}${why}`);
}

function click(model: Model, x: number, y: number): Step {
  if (model.asking || model.stopping || model.typing !== null || model.help !== null) return step(model);
  const hit = hitTest(model, x, y);
  if (hit.part === "tab") return commands[hit.view === "procs" ? "view-procs" : "view-logs"](model);
  return step(hit.part === "entry" ? selectEntry(model, hit.index) : model);
}

/** The wheel scrolls what lies under it; a list that fits has nothing to scroll, then it is the log. */
function wheel(model: Model, x: number, y: number, direction: -1 | 1): Step {
  const list = layoutOf(model).list;
  const hit = hitTest(model, x, y);
  const hidden = list === null ? 0 : model.entries.length - list.height;
  if ((hit.part === "entry" || hit.part === "list") && hidden > 0 && model.help === null) {
    return step({ ...model, listTop: Math.max(0, Math.min(model.listTop + direction, hidden)) });
  }
  return scrollRows(model, direction * limits.wheelRows);
}
