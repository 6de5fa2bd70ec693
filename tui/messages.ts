/** What can happen to the screen, and what it asks to be done. */

import type { ErrorGroup } from "../src/errors/index.ts";
import type { ToldEvent } from "../src/events/index.ts";
import type { Tail } from "../src/logs/index.ts";
import type { McpAddress } from "../src/mcp/index.ts";
import type { Launch, ProcessSnapshot, ProcessUsage } from "../src/process/index.ts";
import type { ExchangeRow, KeptExchanges, ProxyMode, ProxyState } from "../src/proxy/index.ts";
import type { Started } from "../src/started/index.ts";
import type { Notice } from "../src/topics.ts";
import type { AgentEvent } from "./agents/agents.ts";
import type { Reached } from "./found/reached.ts";
import type { ClearedSource } from "./log/options.ts";
import type { Anchor, Entry, Model, OfferedScript } from "./model.ts";
import type { Confirmed } from "./question.ts";
import type { Surroundings } from "./settings/info.ts";
import type { ShownExchange } from "./web/shown.ts";

export type Message =
  /** A key press, in blessed's names: `a`, `up`, `C-c`, `pageup`; `typed`: the character, if it is one. */
  | { readonly type: "key"; readonly key: string; readonly typed?: string }
  /** Typed while a process gets what is typed: a key's bytes as the terminal sends them. */
  | { readonly type: "typed"; readonly text: string }
  | { readonly type: "click"; readonly x: number; readonly y: number }
  /** The mouse is moved with its button held down; `from`: where that began. */
  | { readonly type: "drag"; readonly x: number; readonly y: number; readonly fromX: number; readonly fromY: number }
  | { readonly type: "wheel"; readonly x: number; readonly y: number; readonly direction: -1 | 1 }
  | { readonly type: "resize"; readonly columns: number; readonly rows: number }
  /** All processes at once; entries that had news of their own already keep them unless `replace`. */
  | { readonly type: "processes"; readonly processes: readonly ProcessSnapshot[]; readonly replace: boolean }
  | { readonly type: "process"; readonly process: ProcessSnapshot }
  /** What can be started has changed. */
  | { readonly type: "scripts"; readonly scripts: readonly OfferedScript[] }
  /** The open last line of a stream; an empty text: it has ended. */
  | { readonly type: "tail"; readonly tail: Tail }
  /** What processes use now. */
  | { readonly type: "usage"; readonly usage: readonly ProcessUsage[] }
  /** What is known of errors, the most recently seen first. */
  | { readonly type: "errors"; readonly errors: readonly ErrorGroup[] }
  /** What lines told of addresses, builds and tests since the last time, in order. */
  | { readonly type: "told"; readonly events: readonly ToldEvent[] }
  /** Whether something listens at a place (a `placeKey`). */
  | { readonly type: "reached"; readonly place: string; readonly reached: Reached }
  /** The MCP server listens; `address`: all that is known of that. */
  | { readonly type: "mcp"; readonly port: number; readonly address?: McpAddress }
  /** It does not, with the reason. */
  | { readonly type: "mcp-failed"; readonly reason: string }
  /** How the proxy stands. */
  | { readonly type: "proxy"; readonly state: ProxyState }
  /** Exchanges that have begun or changed since the last time. */
  | { readonly type: "exchanges"; readonly rows: readonly ExchangeRow[] }
  /** All that are kept; `state`: as above. */
  | ({ readonly type: "all-exchanges"; readonly state?: ProxyState } & KeptExchanges)
  /** All of the selected one. */
  | { readonly type: "exchange"; readonly shown: ShownExchange }
  /** A request was sent again: number of the new exchange. */
  | { readonly type: "replayed"; readonly id: number }
  /** Which requests there were when a line was printed; `process`: whose line it is. */
  | { readonly type: "requests-at"; readonly sequence: number; readonly process: string | null }
  /** Who has come, gone and called since the last time, in order. */
  | { readonly type: "agents"; readonly events: readonly AgentEvent[] }
  /** What was found for the Settings view. */
  | { readonly type: "surroundings"; readonly found: Partial<Surroundings> }
  /** An answer to what the user has done: it is shown at once. */
  | { readonly type: "notice"; readonly notice: Notice }
  /** Something that has happened by itself: it does not chase another notice away. */
  | { readonly type: "news"; readonly notice: Notice }
  /** A command that was typed is being started: as these processes. */
  | { readonly type: "starting"; readonly launches: readonly Pick<Launch, "name" | "command">[] }
  /** What was typed cannot be started, with the reason. */
  | { readonly type: "refused"; readonly text: string }
  /** It has been asked to be started. */
  | { readonly type: "started"; readonly started: Started }
  /** The log pane was scrolled to here; null: it follows. */
  | { readonly type: "anchor"; readonly anchor: Anchor | null }
  /** The log stands at what was jumped to; `hit`: what the search is at now. */
  | { readonly type: "jumped"; readonly anchor: Anchor | null; readonly sequence: number; readonly hit: number | null }
  /** The lines before this sequence are cleared away; `of`: those of one process. */
  | { readonly type: "cleared"; readonly horizon: number; readonly of?: ClearedOf }
  /** The record that a mark is for. */
  | { readonly type: "marked"; readonly sequence: number }
  /** Lines are being selected; the log stands where they can be seen. */
  | { readonly type: "selecting"; readonly from: number; readonly to: number; readonly anchor: Anchor | null }
  | { readonly type: "stopping" }
  /** Time has passed. Sent before every other message, too. */
  | { readonly type: "tick"; readonly now: number };

type ClearedOf = Omit<ClearedSource, "before">;

/** How far to scroll: rows (down is positive), or to the start of the ring. */
export type Scroll = { readonly unit: "rows"; readonly by: number } | { readonly unit: "start" };

/** Where to go in the log: from what is shown now in a direction, or to a moment. */
export type JumpTarget =
  /** `orBack`: the other way where there is none in this one. */
  | { readonly kind: "hit" | "error" | "mark"; readonly direction: 1 | -1; readonly orBack?: true }
  | { readonly kind: "time"; readonly time: number };

export type Effect =
  /** Needs the ring; answered with `jumped`, or a notice where there is nothing. */
  | { readonly type: "jump"; readonly to: JumpTarget }
  /** Answered with `cleared`. */
  | { readonly type: "clear"; readonly of?: ClearedOf }
  /** Marks the line at hand; answered with `marked`. */
  | { readonly type: "mark" }
  /** Begins a selection of lines at the line at hand, or moves its end by so many; answered with `selecting`. */
  | { readonly type: "select"; readonly by: number }
  /** The same with two rows of the screen. */
  | { readonly type: "select-rows"; readonly from: number; readonly to: number }
  /** Copies the lines from one record to another, of those that are shown. */
  | { readonly type: "copy-lines"; readonly from: number; readonly to: number }
  /** Opens what the log shows, all of it, in the pager. */
  | { readonly type: "page-log" }
  /** `inTerminal`: in a terminal of its own, whatever its configuration says. */
  | { readonly type: "start"; readonly entry: Entry; readonly inTerminal?: true }
  /** Starts what the words mean, as on the command line; answered with `starting` or `refused`. */
  | { readonly type: "start-words"; readonly text: string }
  | { readonly type: "input"; readonly name: string; readonly text: string }
  | { readonly type: "stop"; readonly name: string }
  | { readonly type: "restart"; readonly name: string }
  /** Needs the ring, so the driver finds the new place and answers with `anchor`. */
  | { readonly type: "scroll"; readonly scroll: Scroll }
  /** Scrolls the terminal that is shown: by rows (down is positive), to its oldest one, or to the end. */
  | { readonly type: "scroll-terminal"; readonly to: number | "start" | "end" }
  /**
   * Scrolls the log to the newest line of the error `group`; where that is null, to a line of the source: the one of that time that
   * holds `text`, else the last one up to then that is `about` something. Answered with `anchor`, or with a notice where it is overwritten.
   */
  | {
      readonly type: "reveal";
      readonly group: number | null;
      readonly source: number;
      readonly time: number;
      readonly text?: string;
      readonly about?: "url" | "build" | "test";
    }
  /** Opens a place in the user's editor; a relative path is one of `directory`. */
  | {
      readonly type: "edit";
      readonly file: string;
      readonly line: number | null;
      readonly column: number | null;
      readonly directory: string;
    }
  /** Answered with a notice, or with `replayed`. Some only after a yes. */
  | Confirmed
  /** Scrolls the log to the first line of the source from a sequence on, or of all; answered as `reveal`. */
  | { readonly type: "reveal-at"; readonly sequence: number; readonly source: number | null }
  /** Finds the line at hand in the log; answered with `requests-at`. */
  | { readonly type: "find-requests" }
  /** Forgets exchanges that are over: of a process, or (null) all; answered with `all-exchanges`. */
  | { readonly type: "clear-exchanges"; readonly process: string | null }
  /** Copies a part of an exchange: the command for a shell, or the body of its answer. */
  | { readonly type: "copy-exchange"; readonly id: number; readonly part: "curl" | "body" }
  /** Gives a server a port of the proxy; answered with a notice. */
  | { readonly type: "proxy-add"; readonly url: string }
  /** Answered with `proxy` and a notice. */
  | { readonly type: "proxy-mode"; readonly mode: ProxyMode }
  /** Puts a text on the clipboard. */
  | { readonly type: "copy"; readonly text: string }
  /** Opens an address in the user's browser. */
  | { readonly type: "open-url"; readonly url: string }
  /** Shows lines in the user's pager. */
  | { readonly type: "page"; readonly lines: readonly string[] }
  | { readonly type: "quit" }
  /** Gives the terminal to the shell until that brings the program back. */
  | { readonly type: "suspend" }
  /** End everything by force: the orderly stop takes the user too long. */
  | { readonly type: "kill" };

export interface Step {
  readonly model: Model;
  readonly effects: readonly Effect[];
  /** Why a command did nothing, in a sentence; the model is as before. */
  readonly refused?: string;
}

export function step(model: Model, ...effects: Effect[]): Step {
  return { model, effects };
}

/** A command that cannot be done so. */
export function refuse(model: Model, refused: string): Step {
  return { model, effects: [], refused };
}
