/** The whole program with an editor in its terminal: its threads go on, and the keys' signals are the editor's. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { delay } from "es-toolkit";
import { freePort } from "../../support/ports.ts";
import { hasTmux, Terminal } from "../../support/terminal.ts";
import { waitFor } from "../../support/wait.ts";
import { editor, FakePrograms } from "./fake-programs.ts";

setDefaultTimeout(60_000);

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

/** An error of this project, then a line every tenth of a second. */
const boom = `#!/bin/sh
echo "TypeError: order is not a function" >&2
echo "    at getOrder ($PWD/src/orders.ts:42:17)" >&2
echo "    at main ($PWD/src/orders.ts:50:1)" >&2
count=0
while :; do count=$((count + 1)); echo "tick $count"; echo "$count" >ticks; sleep 0.1; done
`;

test.skipIf(!hasTmux)("ctrl+c in an editor ends neither the program nor its processes", async () => {
  using place = new FakePrograms({ nano: editor, boom, "src/orders.ts": "order\n".repeat(100) });
  const ticks = async () => Number(await Bun.file(place.program("ticks")).text());
  using terminal = new Terminal({
    argv: [process.execPath, "--no-env-file", main, "-d", place.path, "-p", String(await freePort()), "./boom"],
    columns: 100,
    env: {
      VISUAL: place.program("nano"),
      XDG_RUNTIME_DIR: join(place.path, "run"),
      XDG_STATE_HOME: join(place.path, "state"),
    },
  });
  await terminal.see(/3 Errors 1/);
  terminal.press("3");
  await terminal.see(/getOrder {2}/);
  terminal.press("o");
  await terminal.see(/EDITOR OPEN/);
  expect(place.log("nano")).toStartWith(`argument +42,17\nargument ${join(place.path, "src/orders.ts")}\n`);
  terminal.press("C-c");
  await terminal.see(/SAW INTERRUPT/);
  terminal.type("fragile");
  terminal.press("Enter");
  await terminal.see(/NOW FRAGILE/);
  const before = await ticks();
  await waitFor("the process to go on", async () => (await ticks()) > before + 3);
  terminal.press("C-c");
  await terminal.see(/nano was ended by SIGINT\./);
  // A late signal would come now.
  await delay(400);
  terminal.press("2");
  const after = (await ticks()) + 5;
  await terminal.see(new RegExp(`tick ${after}\\b`));
  // Now the keyboard is the screen's, and a signal from elsewhere is for the program.
  terminal.press("q", "y");
  await terminal.see(/exit code 0/);
});
