/** The running Brummer's side of the control socket, for the net thread: listens, and says in a file where. */

import { dirname } from "node:path";
import { type ControlContext, controlHandlers } from "./handlers.ts";
import { processStart } from "./identity.ts";
import { type InstanceRecord, removeInstanceFile, writeInstanceFile } from "./instance-file.ts";
import { controlLimits } from "./limits.ts";
import { instancesFolder, makePrivate, newInstanceId, socketPath } from "./place.ts";
import { listenControl } from "./server.ts";

/** What the file says of this Brummer. */
export interface Announcement {
  /** Of the project. */
  readonly name: string;
  /** Absolute. */
  readonly directory: string;
  readonly version: string;
  /** Of the MCP server; 0: there is none. */
  readonly port: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** A Brummer that can be found and asked. */
export interface ControlServer {
  /** Path of the socket, or name of the pipe. */
  readonly socket: string;
  /**
   * Writes the instance file, by which commands find this Brummer: once all that it starts by itself is known to it, so that
   * who asks for one of these by name is understood. Throws with what the system says.
   */
  announce(): void;
  /** Removes file and socket, and ends all connections. */
  close(): Promise<void>;
}

/**
 * Listens; rejects with a sentence where that cannot be. Once it is announced the file's `last_ping` is renewed every half a
 * minute, and with it the file, should somebody have removed it.
 */
export async function startControl(
  what: Announcement,
  context: (id: string) => ControlContext,
): Promise<ControlServer> {
  const folder = instancesFolder();
  makePrivate(folder);
  const id = newInstanceId(what.directory);
  const socket = socketPath(id);
  if (process.platform !== "win32" && dirname(socket) !== folder) makePrivate(dirname(socket));
  const server = await listenControl(socket, controlHandlers(context(id)), what.version);
  const start = processStart(process.pid);
  const write = () => {
    const record: InstanceRecord = {
      id,
      name: what.name,
      directory: what.directory,
      port: what.port,
      started_at: new Date(what.startedAt).toISOString(),
      last_ping: new Date().toISOString(),
      process_info: { pid: process.pid, executable: process.execPath, ...(start === undefined ? {} : { start }) },
      socket,
      protocol: controlLimits.protocol,
      version: what.version,
    };
    writeInstanceFile(folder, record);
  };
  let ping: ReturnType<typeof setInterval> | undefined;
  let isClosed = false;
  const renew = () => {
    try {
      write();
    } catch {
      // A full disk, say: whoever connects still finds us by the file that is there.
    }
  };
  return {
    socket,
    announce() {
      if (isClosed || ping !== undefined) return;
      write();
      ping = setInterval(renew, controlLimits.pingMs);
      ping.unref?.();
    },
    async close() {
      isClosed = true;
      clearInterval(ping);
      removeInstanceFile(folder, { id, socket });
      await server.close();
    },
  };
}
