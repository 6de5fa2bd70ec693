/** Requests about processes, sent to an ingest thread. */

import type { ProcessClient } from "../process/index.ts";
import type { TableClient } from "../process/thread.ts";
import type { CommandClient, CommandHandlers } from "./protocol.ts";

type Shared = Pick<ProcessClient, "list" | "stop" | "input" | "resize" | "sizeTerminals" | "terminal" | "usage">;

function sharedClient(client: CommandClient): Shared {
  return {
    list: () => client.request("process.list", null),
    stop: (idOrName) => client.request("process.stop", idOrName),
    input: (idOrName, bytes) => client.request("process.input", { idOrName, bytes }),
    resize: (idOrName, size) => client.request("process.resize", { idOrName, size }),
    sizeTerminals: (size) => client.request("process.size-terminals", size),
    terminal: (idOrName, since) => client.request("process.terminal", { idOrName, since }),
    usage: () => client.request("process.usage", null),
  };
}

function sharedHandlers(processes: Shared): CommandHandlers {
  return {
    "process.list": () => processes.list(),
    "process.stop": (idOrName) => processes.stop(idOrName),
    "process.input": ({ idOrName, bytes }) => processes.input(idOrName, bytes),
    "process.resize": ({ idOrName, size }) => processes.resize(idOrName, size),
    "process.size-terminals": (size) => processes.sizeTerminals(size),
    "process.terminal": ({ idOrName, since }) => processes.terminal(idOrName, since),
    "process.usage": () => processes.usage(),
  };
}

/** Any thread that holds a port to the first ingest thread. */
export function processClient(client: CommandClient): ProcessClient {
  return {
    ...sharedClient(client),
    start: (launch) => client.request("process.start", launch),
    restart: (idOrName) => client.request("process.restart", idOrName),
  };
}

/** The other end of {@link processClient}. */
export function processHandlers(processes: ProcessClient): CommandHandlers {
  return {
    ...sharedHandlers(processes),
    "process.start": (launch) => processes.start(launch),
    "process.restart": (idOrName) => processes.restart(idOrName),
  };
}

/** For the first ingest thread: the table of another one. */
export function tableClient(client: CommandClient): TableClient {
  return {
    ...sharedClient(client),
    start: (launch, open) => client.request("table.start", { launch, open }),
    restart: (idOrName, open) => client.request("table.restart", { idOrName, open }),
    gate: (name, open, error) => client.request("table.gate", { name, open, error }),
  };
}

/** The other end of {@link tableClient}. */
export function tableHandlers(table: TableClient): CommandHandlers {
  return {
    ...sharedHandlers(table),
    "table.start": ({ launch, open }) => table.start(launch, open),
    "table.restart": ({ idOrName, open }) => table.restart(idOrName, open),
    "table.gate": ({ name, open, error }) => table.gate(name, open, error),
  };
}
