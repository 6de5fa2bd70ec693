/** The runtime adapter for Bun. */

import { bunTcp } from "./bun-tcp.ts";
import { Statements } from "./statements.ts";
import type {
  Child,
  ExitStatus,
  HttpServer,
  Runtime,
  ServeOptions,
  SpawnOptions,
  SqlDatabase,
  SqlOptions,
  SqlRow,
  SqlValue,
  TerminalChild,
  TerminalOptions,
} from "./types.ts";

/** Seconds of silence after which a connection is closed. */
const IDLE_SECONDS = 60;

function spawn(options: SpawnOptions): Child {
  const child = Bun.spawn({
    cmd: [...options.argv],
    cwd: options.cwd,
    env: { ...options.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // A session of its own: signals of our terminal do not reach it, and the whole group can be ended as one.
    detached: true,
  });
  return { pid: child.pid, stdout: child.stdout, stderr: child.stderr, exited: exitOf(child) };
}

async function exitOf(child: Bun.Subprocess): Promise<ExitStatus> {
  await child.exited;
  const isSignalled = child.signalCode !== null;
  return { code: isSignalled ? null : child.exitCode, signal: isSignalled ? String(child.signalCode) : null };
}

/** The terminal is given inline: one that was made beforehand would not be the child's controlling terminal. */
function spawnTerminal(options: TerminalOptions): TerminalChild {
  const ended = Promise.withResolvers<void>();
  let waiting = 0;
  const child = Bun.spawn({
    cmd: [...options.argv],
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    terminal: {
      cols: options.columns,
      rows: options.rows,
      data: (_, bytes) => options.data(bytes),
      exit: () => ended.resolve(),
      // After every write, as soon as all of it has been taken.
      drain: () => {
        waiting = 0;
      },
    },
  });
  const { terminal } = child;
  return {
    pid: child.pid,
    exited: exitOf(child),
    ended: ended.promise,
    write: (bytes) => {
      if (terminal === undefined || terminal.closed) return;
      waiting += bytes.length;
      terminal.write(bytes);
    },
    get waiting() {
      return waiting;
    },
    resize: (columns, rows) => {
      if (terminal !== undefined && !terminal.closed) terminal.resize(columns, rows);
    },
  };
}

function serve(options: ServeOptions): HttpServer {
  const server = Bun.serve({
    hostname: options.hostname,
    port: options.port,
    // Bun closes connections that are silent for 10 s. Event streams speak every 15 s; a request that never comes to its
    // end must not be kept for ever.
    idleTimeout: IDLE_SECONDS,
    fetch: (request) => options.fetch(request),
  });
  return { port: server.port ?? options.port, stop: () => server.stop(true) };
}

/** Deno has the same method, which takes seconds where a needle almost fits everywhere. */
function findBytes(bytes: Uint8Array, needle: Uint8Array, from: number): number {
  return Buffer.prototype.indexOf.call(bytes, needle, from);
}

async function openDatabase(path: string, { readonly }: SqlOptions): Promise<SqlDatabase> {
  // Loaded where it is needed: most threads have no use for it.
  const { Database } = await import("bun:sqlite");
  const database = readonly ? new Database(path, { readonly: true }) : new Database(path, { create: true });
  const statements = new Statements((sql) => {
    const statement = database.prepare<SqlRow, SqlValue[]>(sql);
    return {
      run(...parameters: readonly SqlValue[]) {
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return { changes, lastInsertRowid: Number(lastInsertRowid) };
      },
      all: (...parameters: readonly SqlValue[]) => statement.all(...parameters),
      finalize: () => statement.finalize(),
    };
  });
  return {
    exec: (sql) => void database.run(sql),
    prepare: (sql) => statements.of(sql),
    close() {
      // With one of them open, the connection and its log would stay until they are collected.
      for (const statement of statements.all()) statement.finalize();
      database.close();
    },
  };
}

export const bunRuntime: Runtime = {
  name: "bun",
  isCompiled: () => Bun.isStandaloneExecutable,
  findBytes,
  spawn,
  spawnTerminal,
  serve,
  tcp: bunTcp,
  openDatabase,
};
