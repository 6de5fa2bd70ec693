/** `brum proxy` with an action: each of them. */

import { exitCode } from "../../arguments.ts";
import type { Subcommand } from "../../subcommands.ts";
import { plural } from "../../text.ts";
import { chosenClient } from "../instance.ts";
import type { CommandIo } from "../io.ts";
import { har } from "./har.ts";
import { list } from "./list.ts";
import { replay } from "./replay.ts";
import { show } from "./show.ts";

export type Given = Extract<Subcommand, { command: "proxy" }>;

export async function proxy(given: Given, io: CommandIo): Promise<number> {
  switch (given.action) {
    case "ls":
      return list(given, io);
    case "har":
      return har(given, io);
    case "show":
    case "curl":
      return show(given, io);
    case "replay":
      return replay(given, io);
    case "clear": {
      const { process } = given;
      const client = await chosenClient(given, io);
      const { cleared } = await client.ask("proxy.clear", process === undefined ? {} : { process });
      await io.out(given.json ? `${JSON.stringify({ cleared })}\n` : `${plural(cleared, "exchange")} forgotten\n`);
      return exitCode.ok;
    }
    case "mode": {
      const client = await chosenClient(given, io);
      const { state } = await client.ask("proxy.mode", { mode: given.mode });
      const { forward, mappings } = state;
      const text =
        forward === null
          ? `reverse: ${plural(mappings.length, "server")} with a port`
          : `full: the proxy is http://localhost:${forward.port}, for browsers ${forward.pacUrl}`;
      await io.out(given.json ? `${JSON.stringify(state, null, 2)}\n` : `${text}\n`);
      return exitCode.ok;
    }
    case "add": {
      const client = await chosenClient(given, io);
      const { mapping } = await client.ask("proxy.add", { url: given.url });
      const text =
        mapping === null
          ? "In full mode servers have no ports of their own: clients use the proxy."
          : `${mapping.proxyUrl} stands for ${mapping.target}`;
      await io.out(given.json ? `${JSON.stringify({ mapping }, null, 2)}\n` : `${text}\n`);
      return exitCode.ok;
    }
  }
}
