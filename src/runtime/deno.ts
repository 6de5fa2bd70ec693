/** The runtime adapter for Deno. Its types are no dependency of ours: what is used is declared here. */

import { delay } from "es-toolkit";
import { nodeTcp } from "./node-tcp.ts";
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
  SqlValue,
} from "./types.ts";

/** Milliseconds that open connections get to end before the server is left to the end of its thread. */
const SHUTDOWN_MS = 200;

interface DenoChild {
  readonly pid: number;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly status: Promise<{ code: number; signal: string | null }>;
}

interface DenoCommandOptions {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  clearEnv: boolean;
  stdin: "null";
  stdout: "piped";
  stderr: "piped";
  detached: boolean;
}

declare const Deno: {
  Command: new (program: string, options: DenoCommandOptions) => { spawn(): DenoChild };
  serve(
    options: { hostname: string; port: number; onListen: () => void },
    handler: (request: Request) => Response | Promise<Response>,
  ): { addr: { port: number }; shutdown(): Promise<void> };
};

function spawn(options: SpawnOptions): Child {
  const [program = "", ...args] = options.argv;
  const command = new Deno.Command(program, {
    args,
    cwd: options.cwd,
    env: { ...options.env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  });
  const child = command.spawn();
  const exited: Promise<ExitStatus> = child.status.then((status) => ({
    code: status.signal === null ? status.code : null,
    signal: status.signal,
  }));
  return { pid: child.pid, stdout: child.stdout, stderr: child.stderr, exited };
}

function serve(options: ServeOptions): HttpServer {
  try {
    const server = Deno.serve({ hostname: options.hostname, port: options.port, onListen: () => {} }, options.fetch);
    return {
      port: server.addr.port,
      // Open event streams would hold an orderly shutdown up for ever.
      stop: () => Promise.race([server.shutdown(), delay(SHUTDOWN_MS)]),
    };
  } catch (error) {
    if (error instanceof Error && error.name === "AddrInUse") throw Object.assign(error, { code: "EADDRINUSE" });
    throw error;
  }
}

async function openDatabase(path: string, { readonly }: SqlOptions): Promise<SqlDatabase> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path, { readOnly: readonly });
  const statements = new Statements((sql) => {
    const statement = database.prepare(sql);
    return {
      run(...parameters: readonly SqlValue[]) {
        const { changes, lastInsertRowid } = statement.run(...parameters);
        return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
      },
      all: (...parameters: readonly SqlValue[]) => statement.all(...parameters),
    };
  });
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => statements.of(sql),
    close: () => database.close(),
  };
}

export const denoRuntime: Runtime = { name: "deno", isCompiled: () => false, spawn, serve, tcp: nodeTcp, openDatabase };
