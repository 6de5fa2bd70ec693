/** What is to be run, and how: plain data that is sent between threads. Who reads a file or a word makes it. */

/**
 * What must have come about before a process starts. `started`: it runs. `ready`: its readiness check has succeeded (without
 * one: it runs). `completed`: it has ended with code 0. `ended`: it has ended, however. `log`: it has printed a line that
 * fits a pattern.
 */
export type DependencyState = "started" | "ready" | "completed" | "ended" | "log";

/** One process that another one waits for. */
export interface Dependency {
  readonly name: string;
  readonly until: DependencyState;
  /** The pattern that a line must fit, for `log`: a regular expression (JavaScript, flag `u`), over plain text. */
  readonly pattern?: string;
}

/** How to learn that a process is ready for work. */
export type ReadyProbe =
  /** A GET is answered with `status` (default: 200 to 399). */
  | {
      readonly kind: "http";
      readonly url: string;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A connection is accepted. */
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  /** A program ends with code 0. It runs in the process's directory and environment. */
  | { readonly kind: "exec"; readonly argv: readonly string[] }
  /** A line of its output fits the pattern, as in {@link Dependency}. */
  | { readonly kind: "log"; readonly pattern: string }
  /** It has printed a URL. */
  | { readonly kind: "url" };

/** A readiness check: what is asked, how often, and how long. All times in milliseconds. */
export interface ReadyCheck {
  readonly probe: ReadyProbe;
  /** Before the first look. */
  readonly delayMs: number;
  /** Between the end of one look and the next. */
  readonly intervalMs: number;
  /** For one look. */
  readonly timeoutMs: number;
  /** From the start of the process to the first success: after that it counts as not ready, and is said to be so. */
  readonly withinMs: number;
  /** Looks in a row that must succeed. */
  readonly successes: number;
}

/** When a process that ended by itself is started again. */
export interface RestartPolicy {
  readonly when: "never" | "on-failure" | "always";
  /** Milliseconds before the first restart; doubled for each one that follows, until it lived for a minute. */
  readonly delayMs: number;
  /** The longest of these pauses. */
  readonly maxDelayMs: number;
  /** Restarts in a row; 0: no limit. */
  readonly limit: number;
}

/** Files whose change restarts a process. */
export interface WatchRule {
  /** Globs relative to the process's directory; `!` before one takes files out again. */
  readonly globs: readonly string[];
  /** Milliseconds without a further change before the restart. */
  readonly debounceMs: number;
  /** Restart the processes that depend on it too, once it is ready. */
  readonly cascade: boolean;
}

/** Signals that can ask a process to end. */
export const stopSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const;
export type StopSignal = (typeof stopSignals)[number];

/** What to run, resolved: a script of the project, a configured process, or a command that the user gave. */
export interface Launch {
  /** Shown name, unique among processes; letters, digits and whatever a script name holds. */
  readonly name: string;
  readonly kind: "script" | "command";
  /** The text as its author wrote it (package.json, command line), for display. */
  readonly command: string;
  /** Program and arguments that are executed; no shell unless the program is one. */
  readonly argv: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** Variables over the inherited environment and `envFiles`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute paths of `.env` files, the strongest last. One that is missing is passed over, and said to be missing. */
  readonly envFiles?: readonly string[];
  readonly dependsOn?: readonly Dependency[];
  readonly ready?: ReadyCheck;
  readonly restart?: RestartPolicy;
  /** Asks it to end; SIGTERM by default. */
  readonly stopSignal?: StopSignal;
  /** Milliseconds from that to SIGKILL; 5000 by default. */
  readonly stopTimeoutMs?: number;
  readonly watch?: WatchRule;
  /** Runs in a terminal of its own, with input. */
  readonly tty?: boolean;
  /** `block`: what nobody must lose is waited for; by default the oldest lines are overwritten. */
  readonly overflow?: "overwrite" | "block";
  /** Starts with the program, also when nobody names it. */
  readonly autostart?: boolean;
  /** Names under which it is started, stopped and shown together with others. */
  readonly groups?: readonly string[];
}
