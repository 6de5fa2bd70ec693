/** The only folder that knows which runtime this is. */

import { bunRuntime } from "./bun.ts";
import { denoRuntime } from "./deno.ts";
import type { Runtime } from "./types.ts";

export type { TcpHandlers, TcpListener, TcpSocket } from "./tcp.ts";
export type { Child, HttpServer, SqlDatabase, SqlRow, SqlStatement, TerminalChild } from "./types.ts";

/** The runtime at hand. Node is none of them: the program runs on Bun, headless also on Deno. */
export const runtime: Runtime = "Deno" in globalThis ? denoRuntime : bunRuntime;
