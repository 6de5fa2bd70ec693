/** What Brummer needs of the runtime that it runs on, beyond web standards and `node:` modules. */

import type { Tcp } from "./tcp.ts";

/** How a child ended: one of the two is set. */
export interface ExitStatus {
  readonly code: number | null;
  /** Name of the signal, `SIGTERM`. */
  readonly signal: string | null;
}

/** A child process that leads a process group (and session) of its own. */
export interface Child {
  /** Its process id, which is its process group id too. */
  readonly pid: number;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Settles once, when the child itself has ended; its output may still be open. Never rejects. */
  readonly exited: Promise<ExitStatus>;
}

/** What to start. */
export interface SpawnOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited beside it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A child process in a terminal of its own, which is its controlling terminal: it leads a session. */
export interface TerminalChild {
  readonly pid: number;
  /** As {@link Child.exited}. */
  readonly exited: Promise<ExitStatus>;
  /** Settles when nothing more can come out of the terminal. Never rejects. */
  readonly ended: Promise<void>;
  /** As if typed. Does nothing once it has ended. What the terminal does not take yet waits in memory. */
  write(bytes: Uint8Array): void;
  /** Bytes that wait so. */
  readonly waiting: number;
  /** Each 1 or more. */
  resize(columns: number, rows: number): void;
}

/** What to start in a terminal. */
export interface TerminalOptions extends SpawnOptions {
  readonly columns: number;
  readonly rows: number;
  /** Called with what the terminal shows; the bytes are valid during the call only. */
  readonly data: (bytes: Uint8Array) => void;
}

/** A listening HTTP server. */
export interface HttpServer {
  readonly port: number;
  /** Stops listening and ends open connections. */
  stop(): Promise<void>;
}

/** Where to listen and who answers. */
export interface ServeOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** What SQLite stores and gives back. */
export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A prepared statement. Parameters stand for `?` in their order. */
export interface SqlStatement {
  /** Runs it; how many rows it changed, and the rowid of the last one that it inserted. */
  run(...parameters: readonly SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number };
  all(...parameters: readonly SqlValue[]): SqlRow[];
}

/** An open SQLite database, of one thread. Everything throws an Error with SQLite's message. */
export interface SqlDatabase {
  exec(sql: string): void;
  /** The same text gives the same statement, kept until the end: texts must be few. */
  prepare(sql: string): SqlStatement;
  close(): void;
}

/** How a database is opened. */
export interface SqlOptions {
  /** Never written to; it must be there. */
  readonly readonly: boolean;
}

/** One implementation per runtime. */
export interface Runtime {
  readonly name: "bun" | "deno";
  /** True in the compiled executable, false where the sources run. */
  isCompiled(): boolean;
  /**
   * Searches bytes, shared ones too, for a needle from an offset on (-1: not there), where the runtime has a search that is
   * faster than reading them one by one and whose time grows with their number only. For `LogRing.reader`.
   */
  readonly findBytes?: (bytes: Uint8Array, needle: Uint8Array, from: number) => number;
  /** Throws an Error whose message says why when the program cannot be started. */
  spawn(options: SpawnOptions): Child;
  /** As {@link spawn}, in a terminal; undefined where the runtime has none. */
  readonly spawnTerminal?: (options: TerminalOptions) => TerminalChild;
  /** Throws an Error with `code` `EADDRINUSE` when the port is taken. */
  serve(options: ServeOptions): HttpServer;
  readonly tcp: Tcp;
  /** Opens an SQLite database, and makes it unless `readonly`. Rejects with SQLite's message. */
  openDatabase(path: string, options: SqlOptions): Promise<SqlDatabase>;
}
