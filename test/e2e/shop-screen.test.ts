/**
 * The main job on the screen, with the executable in a real terminal, on the example project: start, see, stop, restart,
 * quit. Every step's screen is recorded in `dist/recordings/shop-screen.txt`.
 */

import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../support/folder.ts";
import { freePort } from "../support/ports.ts";
import { processesIn } from "../support/processes.ts";
import { hasTmux, Terminal } from "../support/terminal.ts";
import { waitFor } from "../support/wait.ts";
import { executable } from "./executable.ts";

const shop = join(import.meta.dir, "../../examples/shop");
/** The first start installs the example's packages. */
const INSTALL_MS = 120_000;

describe("the shop on the screen", () => {
  test.skipIf(!hasTmux)(
    "is started, watched, stopped, restarted and quit, and nothing of it lives on",
    async () => {
      const recorded: string[] = [];
      const ports = { web: await freePort(), api: await freePort(), mcp: await freePort() };
      // What was started in earlier runs would stand first.
      using state = makeFolder();
      using terminal = new Terminal({
        argv: [executable, "-d", shop, "-p", String(ports.mcp)],
        columns: 110,
        rows: 30,
        env: { XDG_STATE_HOME: state.path, WEB_PORT: String(ports.web), PORT: String(ports.api) },
      });
      const see = async (step: string, pattern: RegExp, limitMs?: number) => {
        recorded.push(`=== ${step}\n${await terminal.see(pattern, limitMs)}`);
      };

      await see("the start page offers them", / start: [\s\S]* shop\n[\s\S]* api [\s\S]* worker /);
      terminal.press("Escape");
      await see("the scripts are listed", /○ api .*[\s\S]*○ web .*[\s\S]*○ worker /);
      await see("MCP listens", new RegExp(`mcp :${ports.mcp}`));
      // By name: api, build, test, typecheck, web, worker.
      terminal.press("Down", "Down", "Down", "Down", "s");
      await see("web serves", new RegExp(`Local:\\s+http://127\\.0\\.0\\.1:${ports.web}/`), INSTALL_MS);
      terminal.press("Up", "Up", "Up", "Up", "s");
      await see("api listens", new RegExp(`api listening on http://127\\.0\\.0\\.1:${ports.api}`), INSTALL_MS);
      terminal.press("Down", "Down", "Down", "Down", "Down", "s");
      await see("worker works and fails once", /OrderDataError: order P-1003 has no address/, 60_000);
      terminal.press("a");
      await see("all logs in one view", /● web[\s\S]*worker +P-\d+/);
      expect((await fetch(`http://127.0.0.1:${ports.api}/health`)).status).toBe(200);

      terminal.press("Up", "Up", "Up", "Up", "Up");
      terminal.press("s");
      await see("api is stopped", /○ api/);
      await expect(fetch(`http://127.0.0.1:${ports.api}/health`)).rejects.toThrow();
      terminal.press("s");
      await see("api is started again", /● api/);
      await waitFor("the api's answer", () =>
        fetch(`http://127.0.0.1:${ports.api}/health`).then(
          (r) => r.ok,
          () => false,
        ),
      );
      terminal.press("r");
      await see("api is restarted", /api started again|● api/);
      await waitFor("the api's answer", () =>
        fetch(`http://127.0.0.1:${ports.api}/health`).then(
          (r) => r.ok,
          () => false,
        ),
      );
      expect(processesIn(shop).length).toBeGreaterThanOrEqual(3);

      terminal.press("q");
      await see("quitting asks", /quit\?/);
      terminal.press("y");
      await see("the terminal is back", /exit code 0/);
      expect(terminal.alternateScreen).toBe(false);
      // The shell of the terminal is all that is left in the directory, if it is there at all.
      await waitFor("no process of the project", () => processesIn(shop).length === 0, 2_000);

      const folder = join(import.meta.dir, "../../dist/recordings");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "shop-screen.txt"), recorded.join("\n"));
    },
    INSTALL_MS * 2,
  );
});
