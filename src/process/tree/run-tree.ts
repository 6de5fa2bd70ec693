/** All processes of one run, wherever they went: who they are, and sending them signals. Nobody else is ever signalled. */

import { execFileSync } from "node:child_process";
import type { StopSignal } from "../launch.ts";
import type { Census } from "./census.ts";
import { membersOf } from "./members.ts";
import type { ProcessEntry } from "./types.ts";

/** Milliseconds after which a newcomer runs its own program. */
const NEWCOMER_MS = 200;
/** Milliseconds for Windows's `taskkill`. */
const TASKKILL_MS = 5000;

/** Made right after the child was started, while its number is certainly its own. */
export class RunTree {
  /** Number of the child, of its group, and of its session. */
  readonly pid: number;
  readonly #census: Census;
  readonly #mark: string;
  /** What the system told of the child while it certainly was the child; undefined: nobody has looked by then. */
  #root: ProcessEntry | undefined;
  #childLives = true;
  #known: readonly ProcessEntry[] = [];
  /** What has been sent the last signal, and when; null: again, as it was new. */
  #signalled = new Map<number, number | null>();
  #isGroupOurs = true;

  /** Call it before the child's end can have been noticed. */
  constructor(pid: number, mark: string, census: Census) {
    this.pid = pid;
    this.#mark = mark;
    this.#census = census;
  }

  /** The child has ended and was waited for: from now on its number may be a stranger's. */
  childEnded(): void {
    this.#childLives = false;
  }

  /**
   * Members that live now, or a few milliseconds ago, but not before `since` (`performance.now()`). Where the system does not tell
   * (Windows): the child's own number while it lives.
   */
  members(since?: number): readonly ProcessEntry[] {
    if (!this.#census.canSee) return this.#childLives ? [nameless(this.pid)] : [];
    const all = this.#census.entries(since);
    const marked = new Set(this.#census.marked(this.#mark));
    if (this.#childLives) this.#root = all.find(({ pid }) => pid === this.pid) ?? this.#root;
    this.#known = membersOf(all, {
      root: this.#isGroupOurs ? (this.#root ?? nameless(this.pid)) : undefined,
      known: this.#known,
      isMarked: (entry) => marked.has(entry),
      strangers: new Set([process.pid]),
    });
    // Once nothing was there, the system may give the numbers to strangers.
    if (this.#known.length === 0 && !this.#childLives) this.#isGroupOurs = false;
    return this.#known;
  }

  /** Sends a signal to every member: to the group as one, so that none is missed, and to each that left it. */
  signal(signal: StopSignal): void {
    if (process.platform === "win32") {
      endOnWindows(this.pid, signal === "SIGKILL");
      return;
    }
    this.#census.refresh();
    const members = this.members();
    this.#signalled = new Map(members.map(({ pid }) => [pid, null]));
    const targets = members.flatMap(({ pid, group }) => (group === this.pid ? [] : [pid]));
    if (targets.length < members.length) targets.unshift(-this.pid);
    for (const target of targets) send(target, signal);
    // One that was halted (SIGSTOP, a debugger's end) gets no other signal than SIGKILL before it goes on.
    if (signal !== "SIGKILL") for (const target of targets) send(target, "SIGCONT");
  }

  /** Whether a member may live that is not seen as one yet: see `Census.isUnsure`. */
  get isUnsure(): boolean {
    return this.#census.canSee && this.#census.isUnsure;
  }

  /**
   * Sends a signal to those members that have joined since the last one was sent; a moment later once more, as what is between a
   * fork and its program may take the first for its parent (a shell's trap) and lose it.
   */
  signalNewcomers(signal: StopSignal): void {
    const now = performance.now();
    for (const { pid } of this.members()) {
      const sentAt = this.#signalled.get(pid);
      if (sentAt === null || (sentAt !== undefined && now - sentAt < NEWCOMER_MS)) continue;
      this.#signalled.set(pid, sentAt === undefined ? now : null);
      send(pid, signal);
    }
  }
}

function nameless(pid: number): ProcessEntry {
  return { pid, parent: 0, group: pid, session: pid, started: 0, isZombie: false };
}

/** To one process, or to a group (a negative number). */
function send(target: number, signal: StopSignal | "SIGCONT"): void {
  try {
    process.kill(target, signal);
  } catch {
    // It has ended, or is another user's by now: nothing that we could do.
  }
}

function endOnWindows(pid: number, isForced: boolean): void {
  try {
    execFileSync("taskkill", ["/pid", String(pid), "/t", ...(isForced ? ["/f"] : [])], {
      stdio: "ignore",
      timeout: TASKKILL_MS,
    });
  } catch {
    // It has ended.
  }
}
