/** Readiness: a connection is accepted. */

import { connect } from "node:net";
import { addressesOf, addressText, connectionTrouble } from "./addresses.ts";
import type { Look, Probe } from "./probe.ts";
import { firstThatSucceeds } from "./race.ts";

/** Connects and closes at once; see {@link addressesOf} for what `host` may be. */
export function tcpProbe(host: string, port: number): Probe {
  const name = addressText(host, port);
  return {
    look: (signal) =>
      firstThatSucceeds(addressesOf(host), signal, (address, end) => connectOnce(name, address, port, end)),
  };
}

function connectOnce(name: string, host: string, port: number, end: AbortSignal): Promise<Look> {
  const { promise, resolve } = Promise.withResolvers<Look>();
  const socket = connect({ host, port });
  let look: Look = { ok: false, seen: `${name} was not asked to the end`, url: null };
  const finish = () => socket.destroy();
  socket.once("connect", () => {
    look = { ok: true, seen: `${name} accepted a connection`, url: null };
    finish();
  });
  socket.on("error", (error) => {
    if (!look.ok) look = { ok: false, seen: `${name} ${connectionTrouble(error)}`, url: null };
    finish();
  });
  socket.once("close", () => {
    end.removeEventListener("abort", finish);
    resolve(look);
  });
  end.addEventListener("abort", finish);
  return promise;
}
