/** What can happen to the screen, and what it asks to be done. */

import type { Script } from "../src/detect/index.ts";
import type { Tail } from "../src/logs/index.ts";
import type { ProcessSnapshot } from "../src/process/index.ts";
import type { Notice } from "../src/topics.ts";
import type { Anchor, Entry, Model } from "./model.ts";

export type Message =
  /** A key press, in blessed's names: `a`, `up`, `C-c`, `pageup`. */
  | { readonly type: "key"; readonly key: string }
  /** Typed while a process gets what is typed: a key's bytes as the terminal sends them. */
  | { readonly type: "typed"; readonly text: string }
  | { readonly type: "click"; readonly x: number; readonly y: number }
  | { readonly type: "wheel"; readonly x: number; readonly y: number; readonly direction: -1 | 1 }
  | { readonly type: "resize"; readonly columns: number; readonly rows: number }
  /** All processes at once; entries that had news of their own already keep them unless `replace`. */
  | { readonly type: "processes"; readonly processes: readonly ProcessSnapshot[]; readonly replace: boolean }
  | { readonly type: "process"; readonly process: ProcessSnapshot }
  /** What can be started has changed. */
  | { readonly type: "scripts"; readonly scripts: readonly Script[] }
  /** The open last line of a stream; an empty text: it has ended. */
  | { readonly type: "tail"; readonly tail: Tail }
  | { readonly type: "mcp"; readonly port: number }
  | { readonly type: "notice"; readonly notice: Notice }
  /** The log pane was scrolled to here; null: it follows. */
  | { readonly type: "anchor"; readonly anchor: Anchor | null }
  | { readonly type: "stopping" }
  /** Time has passed. Sent before every other message, too. */
  | { readonly type: "tick"; readonly now: number };

/** How far to scroll: rows (down is positive), whole pages, or to the start of the ring. */
export type Scroll = { readonly unit: "rows" | "pages"; readonly by: number } | { readonly unit: "start" };

export type Effect =
  /** `inTerminal`: in a terminal of its own, whatever its configuration says. */
  | { readonly type: "start"; readonly entry: Entry; readonly inTerminal?: true }
  | { readonly type: "input"; readonly name: string; readonly text: string }
  | { readonly type: "stop"; readonly name: string }
  | { readonly type: "restart"; readonly name: string }
  /** Needs the ring, so the driver finds the new place and answers with `anchor`. */
  | { readonly type: "scroll"; readonly scroll: Scroll }
  | { readonly type: "quit" }
  /** End everything by force: the orderly stop takes the user too long. */
  | { readonly type: "kill" };

export interface Step {
  readonly model: Model;
  readonly effects: readonly Effect[];
}

export function step(model: Model, ...effects: Effect[]): Step {
  return { model, effects };
}
